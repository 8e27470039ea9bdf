package org.chainsmith.libvirt.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.junit.jupiter.api.Test;

final class DomainEventsTest {
    private static final GuestId DOMAIN = new GuestId("6695eb01-f6a4-8304-79aa-97f2502e193f");
    private static final GuestId OTHER = new GuestId("00000000-0000-0000-0000-000000000001");

    private final DomainEvents events = new DomainEvents();

    @Test
    void eventsArriveInOrderAndOnce() {
        try (DomainWatch watch = events.watch(DOMAIN)) {
            events.tell(DOMAIN, new DomainEvent.Agent(true));
            events.tell(OTHER, new DomainEvent.Agent(true));
            events.tell(DOMAIN, new DomainEvent.Agent(false));

            assertThat(watch.take(Duration.ZERO))
                    .isEqualTo(List.of(new DomainEvent.Agent(true), new DomainEvent.Agent(false)));
            assertThat(watch.take(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void tooManyEventsBecomeAGap() {
        try (DomainWatch watch = events.watch(DOMAIN)) {
            for (int i = 0; i < 10 * DomainWatch.CAPACITY; i++) {
                events.tell(DOMAIN, new DomainEvent.Lifecycle(i, 0));
            }

            List<DomainEvent> taken = watch.take(Duration.ZERO);
            assertThat(taken).hasSize(DomainWatch.CAPACITY);
            assertThat(taken.get(DomainWatch.CAPACITY - 1)).isEqualTo(new DomainEvent.Gap());
            assertThat(taken.get(0)).isEqualTo(new DomainEvent.Lifecycle(0, 0));
        }
    }

    @Test
    void brokenConnectionIsAGapForEveryone() {
        try (DomainWatch one = events.watch(DOMAIN);
                DomainWatch two = events.watch(OTHER)) {
            events.tellOfGap();

            assertThat(one.take(Duration.ZERO)).containsExactly(new DomainEvent.Gap());
            assertThat(two.take(Duration.ZERO)).containsExactly(new DomainEvent.Gap());
        }
    }

    @Test
    void closedWatchIsForgotten() {
        events.watch(DOMAIN).close();

        assertThat(events.watchCount()).isZero();
    }

    @Test
    void waiterIsWokenByAnEvent() throws InterruptedException {
        try (DomainWatch watch = events.watch(DOMAIN)) {
            Thread teller = new Thread(() -> events.tell(DOMAIN, new DomainEvent.Agent(true)));
            teller.start();

            assertThat(watch.take(Duration.ofMinutes(1))).containsExactly(new DomainEvent.Agent(true));
            teller.join();
        }
    }

    @Test
    void interruptedWaiterKnowsNothing() {
        try (DomainWatch watch = events.watch(DOMAIN)) {
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(SnapshotException.class)
                    .isThrownBy(() -> watch.take(Duration.ofMinutes(1)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_UNKNOWN));
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
