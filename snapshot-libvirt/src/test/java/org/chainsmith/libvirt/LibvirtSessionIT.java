package org.chainsmith.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.libvirt.BlockJobs.References;
import org.chainsmith.libvirt.event.DomainEvent;
import org.chainsmith.libvirt.event.DomainWatch;
import org.chainsmith.libvirt.event.JobNews;
import org.chainsmith.libvirt.job.BlockJobInfo;
import org.chainsmith.libvirt.job.JobState;
import org.chainsmith.libvirt.job.JobType;
import org.chainsmith.libvirt.job.JobWatch;
import org.chainsmith.testkit.lab.Guest;
import org.chainsmith.testkit.lab.GuestDisk;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The session on a real libvirtd, with real guests. */
@ExtendWith(LabExtension.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class LibvirtSessionIT {
    private static final long SLOW = 1024;
    private static final JobState CANCELED = new JobState.Ended(Optional.of(JobNews.CANCELED));
    private static final JobState COMPLETED = new JobState.Ended(Optional.of(JobNews.COMPLETED));

    private LibvirtLab lab;
    private LibvirtSession session;
    private Path folder;

    @BeforeEach
    void open(LibvirtLab ours) {
        lab = ours;
        session = LibvirtSession.open(TestDriver.quick(lab.uri()));
        folder = lab.newDirectory();
    }

    @AfterEach
    void closesWithNoReferenceLeft() {
        assertThat(session.disconnect()).isZero();
    }

    @Test
    void agentAndNumbersOfARunningGuest() {
        try (Guest lively = start("numbers")) {
            GuestId guest = session.domains().named(lively.name());
            assertThat(session.features().calls(guest)).containsOnly(LibvirtFeatures.Call.values());
            assertThat(session.features().domainCapabilities()).contains("<domainCapabilities>");

            assertThat(session.blockStatistics().size(guest, "vda").capacity()).isEqualTo(48L << 20);
            assertThat(session.blockStatistics().counters(guest))
                    .containsEntry("block.count", "1")
                    .containsEntry("block.0.name", "vda")
                    .containsKey("block.0.fl.reqs");

            AgentCalls agent = session.agent();
            agent.limitResponseTime(guest, Duration.ofSeconds(5));
            assertThat(agent.fileSystems(guest))
                    .anySatisfy(mounted -> assertThat(mounted)
                            .satisfies(m -> assertThat(m.mountPoint()).isEqualTo("/mnt/disk"))
                            .satisfies(m -> assertThat(m.disks()).containsExactly("vda")));
            assertThat(agent.freeze(guest, List.of("/mnt/disk"))).isEqualTo(1);
            assertThat(agent.command(guest, "{\"execute\":\"guest-fsfreeze-status\"}", Duration.ofSeconds(5)))
                    .contains("frozen");
            assertThat(agent.thaw(guest)).isEqualTo(1);

            agent.limitResponseTime(guest, Duration.ofSeconds(1));
            signal("STOP", lively);
            assertFails(ErrorCode.AGENT_TIMEOUT, () -> agent.freeze(guest, List.of()));
            signal("CONT", lively);

            session.domains().suspend(guest);
            assertFails(ErrorCode.LIBVIRT_REFUSED, () -> agent.freeze(guest, List.of()));
        }
    }

    @Test
    void jobsAreFollowedToTheirEnd() {
        try (Guest lively = start("jobs")) {
            GuestId guest = session.domains().named(lively.name());
            snapshot(guest, "o1");
            snapshot(guest, "o2");
            snapshot(guest, "o3");
            writeMuch(lively);
            assertFails(ErrorCode.LIBVIRT_FAILED, () -> snapshot(guest, "no/such/folder/o"));
            assertFails(
                    ErrorCode.LIBVIRT_REFUSED,
                    () -> session.blockJobs().commit(guest, "vdz", "vdz[1]", "vdz[2]", 0, References.ABSOLUTE));

            BlockJobs jobs = session.blockJobs();
            try (JobWatch watch = jobs.watch(guest, "vda", JobType.COMMIT)) {
                jobs.commit(guest, "vda", index(guest, "disk.qcow2"), index(guest, "o1"), 0, References.ABSOLUTE);
                assertThat(end(watch)).isEqualTo(COMPLETED);
            }
            assertThat(session.domains().xml(guest)).doesNotContain("/o1'").contains("/o2'");

            try (JobWatch watch = jobs.watch(guest, "vda", JobType.PULL)) {
                jobs.pull(guest, "vda", index(guest, "disk.qcow2"), 0, References.ABSOLUTE);
                assertThat(end(watch)).isEqualTo(COMPLETED);
            }
            assertThat(session.domains().xml(guest)).doesNotContain("/o2'").contains("/o3'");

            try (JobWatch watch = jobs.watch(guest, "vda", JobType.ACTIVE_COMMIT)) {
                jobs.commitActive(guest, "vda", index(guest, "disk.qcow2"), SLOW);
                assertThat(jobs.running(guest, "vda").map(BlockJobInfo::bandwidth))
                        .contains(SLOW);
                assertFails(ErrorCode.BLOCK_JOB_NOT_READY, () -> jobs.pivot(guest, "vda"));
                assertFails(ErrorCode.BLOCK_JOB_ACTIVE, () -> jobs.pullAll(guest, "vda", 0));
                assertFails(ErrorCode.BLOCK_JOB_ACTIVE, () -> snapshot(guest, "o4"));
                jobs.cancel(guest, "vda");
                assertThat(end(watch)).isEqualTo(CANCELED);
            }
            assertThat(session.domains().xml(guest)).contains("/o3'");

            try (JobWatch watch = jobs.watch(guest, "vda", JobType.ACTIVE_COMMIT)) {
                jobs.commitActive(guest, "vda", index(guest, "disk.qcow2"), SLOW);
                jobs.limit(guest, "vda", 0);
                pivot(guest, watch);
            }
            assertThat(session.domains().xml(guest)).doesNotContain("/o3'");
            assertThat(jobs.running(guest, "vda")).isEmpty();
        }
    }

    @Test
    void libvirtdMayDieInTheMiddle() throws Exception {
        try (Guest lively = start("killed")) {
            GuestId guest = session.domains().named(lively.name());
            snapshot(guest, "o1");
            writeMuch(lively);
            BlockJobs jobs = session.blockJobs();
            try (DomainWatch events = session.watch(guest);
                    JobWatch watch = jobs.watch(guest, "vda", JobType.ACTIVE_COMMIT)) {
                jobs.commitActive(guest, "vda", index(guest, "disk.qcow2"), SLOW);
                signal("STOP", lively);
                FutureTask<String> hanging = new FutureTask<>(
                        () -> session.agent().command(guest, "{\"execute\":\"guest-ping\"}", Duration.ofSeconds(60)));
                Thread caller = new Thread(hanging);
                caller.start();
                while (!isInLibvirt(caller)) {
                    Thread.onSpinWait();
                }
                lab.killLibvirtd();
                signal("CONT", lively);
                assertThat(catchThrowableOfType(ExecutionException.class, () -> hanging.get(30, TimeUnit.SECONDS)))
                        .hasCauseInstanceOf(SnapshotException.class)
                        .satisfies(e -> assertThat(((SnapshotException) e.getCause()).code())
                                .isEqualTo(ErrorCode.CONNECTION_LOST));
                assertFails(
                        ErrorCode.LIBVIRT_UNREACHABLE, () -> session.domains().list());
                assertThat(watch.next()).isInstanceOf(JobState.Unknown.class);

                lab.startLibvirtd();
                assertThat(events.take(Duration.ZERO)).contains(new DomainEvent.Gap());
                assertThat(watch.next()).isInstanceOf(JobState.Running.class);
                jobs.limit(guest, "vda", 0);
                pivot(guest, watch);
            }
            assertThat(session.domains().xml(guest)).doesNotContain("/o1'");
        }
    }

    @Test
    void guestMayDieInTheMiddle() {
        try (Guest lively = start("dies")) {
            GuestId guest = session.domains().named(lively.name());
            snapshot(guest, "o1");
            writeMuch(lively);
            BlockJobs jobs = session.blockJobs();
            try (JobWatch watch = jobs.watch(guest, "vda", JobType.ACTIVE_COMMIT)) {
                jobs.commitActive(guest, "vda", index(guest, "disk.qcow2"), SLOW);
                lively.qemu().destroyForcibly();
                assertThat(end(watch)).isEqualTo(new JobState.GuestStopped());
            }
            assertThat(session.domains().state(guest).activity()).isEqualTo(DomainState.Activity.OFF);
            assertFails(ErrorCode.GUEST_NOT_RUNNING, () -> jobs.pullAll(guest, "vda", 0));
            assertFails(ErrorCode.GUEST_NOT_RUNNING, () -> session.agent().thaw(guest));
        }
    }

    private Guest start(String name) {
        GuestDisk disk = lab.newDisk(folder, "disk", "qcow2");
        return lab.startGuest(name, disk);
    }

    /** More than QEMU copies at once before it minds a limit. */
    private static void writeMuch(Guest lively) {
        lively.run("dd if=/dev/zero of=/mnt/disk/much bs=1M count=24 2>/dev/null && sync");
    }

    /** To QEMU, which holds the guest and its agent while it is stopped. */
    private static void signal(String name, Guest lively) {
        try {
            String pid = Long.toString(lively.qemu().pid());
            assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void snapshot(GuestId guest, String overlay) {
        session.domains()
                .createSnapshot(
                        guest,
                        "<domainsnapshot><disks><disk name='vda' snapshot='external'><source file='"
                                + folder.resolve(overlay) + "'/></disk></disks></domainsnapshot>",
                        Set.of(SnapshotFlag.DISK_ONLY, SnapshotFlag.NO_METADATA, SnapshotFlag.ATOMIC));
    }

    private String index(GuestId guest, String image) {
        Matcher source = Pattern.compile(
                        "<backingStore type='file' index='(\\d+)'>\\s*<format type='qcow2'/>\\s*<source file='"
                                + Pattern.quote(folder.resolve(image).toString()) + "'")
                .matcher(session.domains().xml(guest));
        assertThat(source.find()).isTrue();
        return "vda[" + source.group(1) + "]";
    }

    private void pivot(GuestId guest, JobWatch watch) {
        JobState state = watch.next();
        while (!(state instanceof JobState.Ended)) {
            assertThat(state).isInstanceOfAny(JobState.Running.class, JobState.Ready.class);
            if (state instanceof JobState.Ready) {
                try {
                    session.blockJobs().pivot(guest, "vda");
                } catch (SnapshotException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.BLOCK_JOB_NOT_READY);
                }
            }
            state = watch.next();
        }
        assertThat(state).isEqualTo(COMPLETED);
    }

    private static JobState end(JobWatch watch) {
        JobState state = watch.next();
        while (state instanceof JobState.Running || state instanceof JobState.Unknown) {
            state = watch.next();
        }
        return state;
    }

    private static boolean isInLibvirt(Thread caller) {
        return Stream.of(caller.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("invokePointer"));
    }

    private static AbstractThrowableAssert<?, SnapshotException> assertFails(ErrorCode code, ThrowingCallable call) {
        return assertThat(catchThrowableOfType(SnapshotException.class, call))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
