package org.chainsmith.app.config;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that work on several disks side by side. */
final class DiskWorkers implements AutoCloseable {
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofMillis(Long.MAX_VALUE);

    private final ExecutorService threads = Executors.newCachedThreadPool(DiskWorkers::thread);
    private final Bulkhead bulkhead;

    DiskWorkers(MergeLimits limits) {
        this.bulkhead = Bulkhead.of(
                "merges",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(limits.atOnce())
                        .maxWaitDuration(AS_LONG_AS_IT_TAKES)
                        .build());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "chainsmith-disk");
        thread.setDaemon(true);
        return thread;
    }

    /** For what copies data: on no more disks at once than the host shall bear, while the others wait for their turn. */
    Executor merges() {
        return merge -> threads.execute(Bulkhead.decorateRunnable(bulkhead, merge));
    }

    /** For what takes moments. */
    Executor preparations() {
        return threads;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
