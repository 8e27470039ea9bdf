package org.chainsmith.libvirt.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.libvirt.event.DomainEvent;
import org.chainsmith.libvirt.event.DomainEvents;
import org.chainsmith.libvirt.event.JobNews;
import org.junit.jupiter.api.Test;

/** Events and the job list are given out of step on purpose. */
final class JobWatchTest {
    private static final GuestId DOMAIN = new GuestId("6695eb01-f6a4-8304-79aa-97f2502e193f");
    private static final int COMMIT = 3;
    private static final int ACTIVE_COMMIT = 4;
    private static final BlockJobInfo HALFWAY = new BlockJobInfo(COMMIT, 0, 50, 100);
    private static final BlockJobInfo MIRROR = new BlockJobInfo(ACTIVE_COMMIT, 0, 99, 100);

    private final DomainEvents events = new DomainEvents();
    private final Deque<Supplier<Optional<BlockJobInfo>>> answers = new ArrayDeque<>();

    @Test
    void completedJobEndsAsToldAndNeverAsSuccess() {
        try (JobWatch watch = watch(JobType.COMMIT)) {
            running(HALFWAY);
            none();

            assertThat(watch.next()).isEqualTo(new JobState.Running(HALFWAY));
            tell("vda", COMMIT, JobNews.COMPLETED);
            assertThat(watch.next()).isEqualTo(new JobState.Ended(Optional.of(JobNews.COMPLETED)));
        }
    }

    @Test
    void failedAndCanceledJobsAreToldSo() {
        for (JobNews news : List.of(JobNews.FAILED, JobNews.CANCELED)) {
            try (JobWatch watch = watch(JobType.COMMIT)) {
                none();
                tell("vda", COMMIT, news);

                assertThat(watch.next()).isEqualTo(new JobState.Ended(Optional.of(news)));
            }
        }
    }

    @Test
    void lostEventLeavesTheEndUntold() {
        try (JobWatch watch = watch(JobType.COMMIT)) {
            none();

            assertThat(watch.next()).isEqualTo(new JobState.Ended(Optional.empty()));
        }
    }

    @Test
    void eventThatIsALittleLateIsWaitedFor() {
        try (JobWatch watch = watch(JobType.COMMIT)) {
            answers.add(() -> {
                tell("vda", COMMIT, JobNews.FAILED);
                return Optional.empty();
            });

            assertThat(watch.next()).isEqualTo(new JobState.Ended(Optional.of(JobNews.FAILED)));
        }
    }

    @Test
    void lateSuccessOfAnEarlierJobIsNotNewsOfThisOne() {
        try (JobWatch watch = watch(JobType.COMMIT)) {
            tell("vda", COMMIT, JobNews.COMPLETED);
            running(HALFWAY);
            none();

            assertThat(watch.next()).isEqualTo(new JobState.Running(HALFWAY));
            tell("vda", COMMIT, JobNews.FAILED);
            assertThat(watch.next()).isEqualTo(new JobState.Ended(Optional.of(JobNews.FAILED)));
        }
    }

    @Test
    void contradictingEventsAreBelievedNeither() {
        try (JobWatch watch = watch(JobType.COMMIT)) {
            tell("vda", COMMIT, JobNews.COMPLETED);
            tell("vda", COMMIT, JobNews.FAILED);
            none();

            assertThat(watch.next()).isEqualTo(new JobState.Ended(Optional.empty()));
        }
    }

    @Test
    void doubledEventIsOneEvent() {
        try (JobWatch watch = watch(JobType.COMMIT)) {
            tell("vda", COMMIT, JobNews.COMPLETED);
            tell("vda", COMMIT, JobNews.COMPLETED);
            none();

            assertThat(watch.next()).isEqualTo(new JobState.Ended(Optional.of(JobNews.COMPLETED)));
        }
    }

    @Test
    void newsOfOtherDisksAndOtherKindsOfJobsAreNotNewsOfThisOne() {
        try (JobWatch watch = watch(JobType.COMMIT)) {
            tell("vdb", COMMIT, JobNews.COMPLETED);
            tell("vda", ACTIVE_COMMIT, JobNews.COMPLETED);
            none();

            assertThat(watch.next()).isEqualTo(new JobState.Ended(Optional.empty()));
        }
    }

    @Test
    void readyIsToldByTheEventOrByThePosition() {
        BlockJobInfo full = new BlockJobInfo(ACTIVE_COMMIT, 0, 100, 100);
        try (JobWatch watch = watch(JobType.ACTIVE_COMMIT)) {
            running(MIRROR);
            running(full);
            running(MIRROR);

            assertThat(watch.next()).isEqualTo(new JobState.Running(MIRROR));
            assertThat(watch.next()).isEqualTo(new JobState.Ready(full));
            tell("vda", ACTIVE_COMMIT, JobNews.READY);
            assertThat(watch.next()).isEqualTo(new JobState.Ready(MIRROR));
        }
    }

    @Test
    void commitOfInnerImagesIsNeverReady() {
        BlockJobInfo full = new BlockJobInfo(COMMIT, 0, 100, 100);
        try (JobWatch watch = watch(JobType.COMMIT)) {
            tell("vda", COMMIT, JobNews.READY);
            running(full);

            assertThat(watch.next()).isEqualTo(new JobState.Running(full));
        }
    }

    @Test
    void guestThatStoppedTookTheJobWithIt() {
        try (JobWatch watch = watch(JobType.COMMIT)) {
            events.tell(DOMAIN, new DomainEvent.Lifecycle(5, 0));
            none();
            fails(ErrorCode.GUEST_NOT_RUNNING);

            assertThat(watch.next()).isEqualTo(new JobState.GuestStopped());
            assertThat(watch.next()).isEqualTo(new JobState.GuestStopped());
        }
    }

    @Test
    void guestThatMigratedAwayIsGone() {
        try (JobWatch watch = watch(JobType.COMMIT)) {
            events.tell(DOMAIN, new DomainEvent.Lifecycle(5, 3));
            fails(ErrorCode.GUEST_NOT_RUNNING);
            fails(ErrorCode.GUEST_NOT_FOUND);

            assertThat(watch.next()).isEqualTo(new JobState.GuestGone());
            assertThat(watch.next()).isEqualTo(new JobState.GuestGone());
        }
    }

    @Test
    void earlierStopOfAGuestThatRunsIsForgotten() {
        try (JobWatch watch = watch(JobType.COMMIT)) {
            events.tell(DOMAIN, new DomainEvent.Lifecycle(5, 0));
            running(HALFWAY);
            none();

            assertThat(watch.next()).isEqualTo(new JobState.Running(HALFWAY));
            assertThat(watch.next()).isEqualTo(new JobState.Ended(Optional.empty()));
        }
    }

    @Test
    void brokenConnectionIsUnknownAndTheNextLookMayTell() {
        try (JobWatch watch = watch(JobType.COMMIT)) {
            events.tellOfGap();
            fails(ErrorCode.CONNECTION_LOST);
            running(HALFWAY);

            assertThat(watch.next()).isInstanceOf(JobState.Unknown.class);
            assertThat(watch.next()).isEqualTo(new JobState.Running(HALFWAY));
        }
    }

    private JobWatch watch(JobType type) {
        return new JobWatch(
                events.watch(DOMAIN), "vda", type, () -> answers.remove().get(), Duration.ofMillis(5));
    }

    private void tell(String disk, int type, JobNews news) {
        events.tell(DOMAIN, new DomainEvent.BlockJob(disk, type, news));
    }

    private void running(BlockJobInfo info) {
        answers.add(() -> Optional.of(info));
    }

    private void none() {
        answers.add(Optional::empty);
    }

    private void fails(ErrorCode code) {
        answers.add(() -> {
            throw new SnapshotException(code, "on purpose");
        });
    }
}
