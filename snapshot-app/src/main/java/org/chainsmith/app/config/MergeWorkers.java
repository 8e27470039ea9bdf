package org.chainsmith.app.config;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Merges side by side, on no more disks at once than the host shall bear; the others wait for their turn. */
final class MergeWorkers implements Executor, AutoCloseable {
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofMillis(Long.MAX_VALUE);

    private final ExecutorService threads = Executors.newCachedThreadPool(MergeWorkers::thread);
    private final Bulkhead bulkhead;

    MergeWorkers(MergeLimits limits) {
        this.bulkhead = Bulkhead.of(
                "merges",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(limits.atOnce())
                        .maxWaitDuration(AS_LONG_AS_IT_TAKES)
                        .build());
    }

    private static Thread thread(Runnable merges) {
        Thread thread = new Thread(merges, "chainsmith-merge");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable merge) {
        threads.execute(Bulkhead.decorateRunnable(bulkhead, merge));
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
