package org.chainsmith.testkit.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chainsmith.testkit.lab.LabProcess.CannotRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The lab gives what other tests build on. */
@ExtendWith(LabExtension.class)
final class LabIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aGuestWritesRecordsOnAllDisksAndCanBeFrozen(LibvirtLab lab) {
        Path folder = lab.newDirectory();
        GuestDisk first = lab.newDisk(folder, "first", "qcow2");
        GuestDisk second = lab.newDisk(folder, "second", "raw");
        try (Guest guest = lab.startGuest("writes", first, second)) {
            assertThat(lab.virsh("domfsinfo", "writes")).contains("/mnt/first", "vda", "/mnt/second", "vdb");
            guest.awaitRecordAfter("second", 10);

            lab.virsh("domfsfreeze", "writes", "--mountpoint", "/mnt/second");
            assertThat(guest.isFrozen()).isTrue();
            lab.virsh("domfsthaw", "writes");
            assertThat(guest.isFrozen()).isFalse();

            lab.virsh("domfsfreeze", "writes");
            List<Records> frozen = recordsOf(first, second);
            Records.requireOnePointInTime(frozen);
            assertThat(frozen.get(0).last()).isGreaterThan(10);
            lab.virsh("domfsthaw", "writes");
            assertThat(guest.stalls("second"))
                    .anyMatch(stall -> stall.length().toMillis() >= 20
                            && stall.record() >= frozen.get(1).last());

            guest.qemu().destroyForcibly();
            Await.until("the end of QEMU", PATIENCE, () -> guest.state().equals("shut off"));
            List<Records> afterPowerCut = recordsOf(first, second);
            Records.requireOnePointInTime(afterPowerCut);
            long last = afterPowerCut.get(0).last();
            assertThat(last).isGreaterThan(frozen.get(0).last());

            guest.start();
            guest.awaitRecordAfter("second", last);
        }
    }

    @Test
    void guestsSurviveTheDeathOfLibvirtd(LibvirtLab lab) {
        GuestDisk disk = lab.newDisk(lab.newDirectory(), "disk", "qcow2");
        try (Guest guest = lab.startGuest("survives", disk)) {
            ProcessHandle qemu = guest.qemu();
            lab.killLibvirtd();
            assertThat(lab.tryVirsh("list").exit()).isNotZero();
            lab.startLibvirtd();
            assertThat(guest.state()).isEqualTo("running");
            assertThat(guest.qemu()).isEqualTo(qemu);
            Await.until("the agent", PATIENCE, guest::agentAnswers);
            guest.awaitRecordAfter("disk", guest.lastRecord("disk"));
        }
    }

    @Test
    void anIdleGuestWritesNothing(LibvirtLab lab) {
        GuestDisk disk = lab.newDisk(lab.newDirectory(), "idle", "qcow2");
        try (Guest guest = lab.startGuest("idle", lab.domainXml("idle", "writer=off", List.of(disk)))) {
            assertThat(guest.run("ls /mnt/idle")).isEqualTo("lost+found\n");
        }
    }

    @Test
    void aSmallFileSystemIsFullForTheGuestToo(LibvirtLab lab) {
        Path folder = lab.newSmallFileSystem(12);
        GuestDisk disk = lab.newDisk(folder, "small", "qcow2");
        try (Guest guest = lab.startGuest("full", lab.domainXml("full", "writer=off", List.of(disk)))) {
            guest.run("dd if=/dev/urandom of=/mnt/small/much bs=1M count=20 >/dev/null 2>&1 & true");
            Await.until("a guest that is paused", PATIENCE, () -> guest.state().equals("paused"));
            assertThat(lab.virsh("domblkerror", "full")).contains("vda: no space");
        }
    }

    @Test
    void aLabEndsWithItsStarter(@TempDir Path temporary) throws IOException, InterruptedException {
        Path answer = temporary.resolve("answer");
        Process starter = new ProcessBuilder("sleep", "1000").start();
        // Its standard input ends when the process ends that stands for a starter.
        String script = "tail --pid=" + starter.pid() + " -f /dev/null | \"$0\" run >" + answer;
        Process lab = new ProcessBuilder("sh", "-c", script, LabProcess.script())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Await.until(
                    "a lab", PATIENCE, () -> !lab.isAlive() || answer.toFile().length() > 0);
            Path folder = Path.of(Files.readString(answer).strip().substring("ready ".length()));
            assertThat(folder.resolve("run/libvirt-sock")).exists();
            starter.destroyForcibly();
            assertThat(lab.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(folder).doesNotExist();
        } finally {
            starter.destroyForcibly();
            lab.destroy();
        }
    }

    @Test
    void whatAKilledLabLeftGoesWithTheNextStart() throws CannotRun {
        LabProcess killed = LabProcess.start();
        List<ProcessHandle> all = killed.handle().descendants().toList();
        assertThat(all).isNotEmpty();
        killed.handle().destroyForcibly();
        Await.until("the end of its processes", PATIENCE, () -> all.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(killed.directory()).exists();
        try (LabProcess next = LabProcess.start()) {
            assertThat(next.directory()).exists();
            assertThat(killed.directory()).doesNotExist();
        }
    }

    private static List<Records> recordsOf(GuestDisk... disks) {
        return List.of(disks).stream()
                .map(disk -> Records.read(disk.image(), disk.format()))
                .toList();
    }
}
