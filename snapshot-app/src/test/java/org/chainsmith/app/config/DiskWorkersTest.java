package org.chainsmith.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DiskWorkersTest {
    @Test
    void asManyAsAreAllowedWorkAtOnceAndNoneIsLeftOut() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        Semaphore mayEnd = new Semaphore(0);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Runnable merge = () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            both.countDown();
            mayEnd.acquireUninterruptibly();
            now.decrementAndGet();
        };
        try (DiskWorkers workers = new DiskWorkers(new MergeLimits(2, 0))) {
            List<CompletableFuture<Void>> merges = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                merges.add(CompletableFuture.runAsync(merge, workers.merges()));
            }
            assertThat(both.await(10, TimeUnit.SECONDS)).as("two work at once").isTrue();
            mayEnd.release(5);
            merges.forEach(CompletableFuture::join);
        }
        assertThat(most).hasValue(2);
    }
}
