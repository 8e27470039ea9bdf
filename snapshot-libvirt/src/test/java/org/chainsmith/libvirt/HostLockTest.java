package org.chainsmith.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HostLockTest {
    @TempDir
    private Path directory;

    private HostLock lock(Duration patience) {
        return new HostLock(Optional.of(directory.resolve("state")), "test.lock", "testing", patience);
    }

    /** Holds the lock until its standard input ends. */
    static final class Holder {
        public static void main(String[] arguments) {
            new HostLock(Optional.of(Path.of(arguments[0])), "test.lock", "testing", Duration.ofSeconds(10))
                    .during(() -> {
                        System.out.println("holds it");
                        try {
                            return System.in.read();
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }
    }

    private Process holder() throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.resolve("state").toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                        .readLine())
                .isEqualTo("holds it");
        return process;
    }

    @Test
    void anotherProcessIsWaitedForAndThenToldOf() throws IOException, InterruptedException {
        Process other = holder();
        try {
            SnapshotException busy = catchThrowableOfType(
                    SnapshotException.class, () -> lock(Duration.ofMillis(50)).during(() -> "changed"));
            assertThat(busy.code()).isEqualTo(ErrorCode.VOLUME_BUSY);

            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(
                    () -> lock(Duration.ofSeconds(30)).during(() -> "changed"));
            assertThat(waiting).isNotDone();
            other.getOutputStream().close();
            assertThat(waiting.join()).isEqualTo("changed");
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void processThatIsKilledHoldsItNoMore() throws IOException, InterruptedException {
        holder().destroyForcibly().waitFor();

        assertThat(lock(Duration.ofSeconds(10)).during(() -> "changed")).isEqualTo("changed");
    }

    /** Each with a lock of its own, as several sessions of one process have. */
    @Test
    void threadsOfOneProcessTakeTurns() {
        AtomicInteger inside = new AtomicInteger();
        List<CompletableFuture<Integer>> changes = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> lock(Duration.ofSeconds(30))
                        .during(() -> {
                            int most = 0;
                            for (int n = 0; n < 1000; n++) {
                                most = Math.max(most, inside.incrementAndGet());
                                inside.decrementAndGet();
                            }
                            return most;
                        })))
                .toList();

        assertThat(changes).allSatisfy(change -> assertThat(change.join()).isEqualTo(1));
    }
}
