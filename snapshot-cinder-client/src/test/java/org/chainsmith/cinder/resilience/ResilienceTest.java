package org.chainsmith.cinder.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.chainsmith.cinder.http.HttpAnswer;
import org.chainsmith.cinder.http.NoAnswer;
import org.chainsmith.cinder.http.NoAnswer.Fate;
import org.chainsmith.testkit.lab.Await;
import org.junit.jupiter.api.Test;

final class ResilienceTest {
    private static final HttpAnswer OK = new HttpAnswer(200, Map.of(), "{}");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void aDeadServiceIsLeftAloneUntilAProbeFindsItAlive() {
        Resilience resilience = resilience(4, Duration.ofSeconds(20), Duration.ofMillis(200));
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> resilience.call(Repetition.HARMLESS, this::dead))
                    .isInstanceOf(NoAnswer.class);
        }
        assertThat(calls).hasValue(10);
        assertThatThrownBy(() -> resilience.call(Repetition.HARMLESS, this::dead))
                .isInstanceOfSatisfying(
                        NoAnswer.class, e -> assertThat(e.fate()).isEqualTo(Fate.NOT_SENT))
                .hasMessageContaining("not asked");
        assertThat(calls).hasValue(10);
        Await.until("a probe", PATIENCE, () -> answers(resilience));
        assertThat(resilience.call(Repetition.HARMLESS, () -> OK).answer()).isEqualTo(OK);
    }

    @Test
    void refusalsAreNoSignOfDeath() {
        Resilience resilience = resilience(4, Duration.ofSeconds(20), Duration.ofMinutes(10));
        for (int i = 0; i < 40; i++) {
            resilience.call(Repetition.HARMLESS, () -> new HttpAnswer(409, Map.of(), ""));
        }
        assertThat(answers(resilience)).isTrue();
    }

    @Test
    void onlySoManyCallsAreUnderWayAndNoneIsLost() throws ExecutionException, InterruptedException {
        Resilience resilience = resilience(2, Duration.ofMinutes(2), Duration.ofSeconds(10));
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Attempts>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(threads.submit(() -> resilience.call(Repetition.HARMLESS, () -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.yield();
                    now.decrementAndGet();
                    return OK;
                })));
            }
            for (Future<Attempts> each : all) {
                assertThat(each.get().answer()).isEqualTo(OK);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most).hasValueBetween(1, 2);
    }

    @Test
    void whoWaitsTooLongForItsTurnIsTold() throws InterruptedException {
        Resilience resilience = resilience(1, Duration.ofMillis(50), Duration.ofSeconds(10));
        CountDownLatch under = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread slow = new Thread(() -> resilience.call(Repetition.HARMLESS, () -> {
            under.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return OK;
        }));
        slow.start();
        under.await();
        try {
            assertThatThrownBy(() -> resilience.call(Repetition.HARMLESS, () -> OK))
                    .isInstanceOfSatisfying(
                            NoAnswer.class, e -> assertThat(e.fate()).isEqualTo(Fate.NOT_SENT))
                    .hasMessageContaining("1 calls are under way");
        } finally {
            end.countDown();
            slow.join();
        }
    }

    private static boolean answers(Resilience resilience) {
        try {
            return resilience.call(Repetition.HARMLESS, () -> OK).answer().isSuccess();
        } catch (NoAnswer e) {
            return false;
        }
    }

    private HttpAnswer dead() {
        calls.incrementAndGet();
        throw new NoAnswer(Fate.NOT_SENT, "nobody is there", null);
    }

    private static Resilience resilience(int atOnce, Duration answer, Duration closedFor) {
        Limits limits = new Limits(
                Duration.ofSeconds(1), answer, 1000, 1, Duration.ofMillis(1), Duration.ofMillis(1), atOnce, closedFor);
        return new Resilience("a service", limits, Clock.systemUTC());
    }
}
