package org.chainsmith.app.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chainsmith.core.assist.AssistedSnapshots;

/** The threads of the service. */
final class Workers {
    private static final int TALKING = 16;

    private final ExecutorService creations;
    private final ExecutorService deletions;
    private final ExecutorService disks;
    private final ExecutorService talk;
    private final ScheduledExecutorService clock;

    Workers(int creating, int deleting) {
        creations = Executors.newFixedThreadPool(creating, task -> thread(task, "chainsmith-create"));
        deletions = Executors.newFixedThreadPool(deleting, task -> thread(task, "chainsmith-delete"));
        disks = Executors.newCachedThreadPool(task -> thread(task, "chainsmith-disk"));
        talk = Executors.newFixedThreadPool(TALKING, task -> thread(task, "chainsmith-talk"));
        clock = Executors.newSingleThreadScheduledExecutor(task -> thread(task, "chainsmith-clock"));
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    AssistedSnapshots.Threads threads() {
        return new AssistedSnapshots.Threads(creations, deletions, disks, talk, this::after);
    }

    private void after(Duration pause, Runnable act) {
        try {
            Future<?> unused = clock.schedule(act, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return; // the service is ending
        }
    }

    /** Begins nothing more, and waits for what was begun; false if that took too long. */
    boolean end(Duration patience) {
        clock.shutdownNow();
        long deadline = System.nanoTime() + patience.toNanos();
        boolean done = true;
        for (ExecutorService each : List.of(creations, deletions, disks, talk)) {
            each.shutdown();
            done &= await(each, deadline - System.nanoTime());
        }
        return done;
    }

    private static boolean await(ExecutorService threads, long nanos) {
        try {
            return threads.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
