package org.chainsmith.libvirt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chainsmith.core.guest.GuestId;

/**
 * The QEMU processes of guests, as far as the kernel of this host shows them: for figures, and to tell one run of a guest
 * from another. Where a guest's process was found is remembered, and whether it is the same process looked at each time.
 */
final class QemuProcesses {
    private static final String COUNTER = "wchar: ";

    /** Field 22 of /proc/PID/stat, where the two before the name's closing bracket are left out. */
    private static final int STARTED_AT = 19;

    private final Map<GuestId, Started> found = new ConcurrentHashMap<>();

    /** A number is given to another process only after the first one has ended, which then began at another time. */
    private record Started(Path path, String startedAt) {
        static Optional<Started> at(Path path) {
            try {
                String stat = Files.readString(path.resolve("stat"), StandardCharsets.ISO_8859_1);
                String afterName = stat.substring(stat.lastIndexOf(')') + 2);
                return Optional.of(new Started(path, afterName.split(" ", STARTED_AT + 2)[STARTED_AT]));
            } catch (IOException e) {
                return Optional.empty(); // it has ended
            }
        }

        boolean isThere() {
            return at(path).filter(this::equals).isPresent();
        }
    }

    /** The boot of the host does not change while this process is there. */
    private static final class Boot {
        static final Optional<String> ID = id();

        private static Optional<String> id() {
            try {
                return Optional.of(Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                        .strip());
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    /** Bytes that the process handed to write calls, for its guest and for block jobs; 0 where they cannot be read. */
    long bytesWritten(GuestId guest) {
        return find(guest).map(process -> counter(process.path())).orElse(0L);
    }

    /**
     * Tells this run of the guest from every other: the boot of the host, the process, and when it began. Empty where the
     * kernel does not show it.
     */
    Optional<String> run(GuestId guest) {
        return find(guest)
                .flatMap(process ->
                        Boot.ID.map(boot -> boot + "/" + process.path().getFileName() + "/" + process.startedAt()));
    }

    private Optional<Started> find(GuestId guest) {
        Optional<Started> process = Optional.ofNullable(found.get(guest))
                .filter(Started::isThere)
                .or(() -> search("\0-uuid\0" + guest + "\0"));
        process.ifPresentOrElse(there -> found.put(guest, there), () -> found.remove(guest));
        return process;
    }

    private static Optional<Started> search(String argument) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                Optional<Started> there = Started.at(process)
                        .filter(started -> commandLine(started.path()).contains(argument))
                        .filter(Started::isThere);
                if (there.isPresent()) {
                    return there;
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static String commandLine(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    private static long counter(Path process) {
        try {
            return Files.readAllLines(process.resolve("io")).stream()
                    .filter(line -> line.startsWith(COUNTER))
                    .map(line -> Long.parseLong(line.substring(COUNTER.length()).strip()))
                    .findFirst()
                    .orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }
}
