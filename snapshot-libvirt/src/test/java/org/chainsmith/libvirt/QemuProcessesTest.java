package org.chainsmith.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.chainsmith.core.guest.GuestId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With processes that have the arguments of a guest's QEMU. */
final class QemuProcessesTest {
    private final QemuProcesses processes = new QemuProcesses();
    private final GuestId guest = new GuestId(UUID.randomUUID().toString());
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aRunStaysTheSameAsLongAsItLasts() throws IOException {
        start();

        Optional<String> run = processes.run(guest);

        assertThat(run).isPresent();
        assertThat(processes.run(guest)).isEqualTo(run);
    }

    @Test
    void theNextRunIsAnotherOne() throws IOException, InterruptedException {
        Process first = start();
        Optional<String> before = processes.run(guest);

        first.destroyForcibly().waitFor();
        assertThat(processes.run(guest)).isEmpty();

        start();
        assertThat(processes.run(guest)).isPresent().isNotEqualTo(before);
    }

    @Test
    void bytesAreThoseOfTheGuest() throws IOException {
        assertThat(processes.bytesWritten(guest)).isZero();

        start();

        assertThat(processes.bytesWritten(guest)).isGreaterThanOrEqualTo("ready\n".length());
    }

    /** Returns when the program runs: it has written a line. */
    private Process start() throws IOException {
        Process process =
                new ProcessBuilder("sh", "-c", "echo ready; read line", "qemu", "-uuid", guest.value()).start();
        started.add(process);
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        return process;
    }
}
