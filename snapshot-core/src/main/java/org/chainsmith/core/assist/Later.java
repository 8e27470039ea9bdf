package org.chainsmith.core.assist;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Something to be done later, unless the service ends before: then the next one finds it in the log. */
final class Later {
    private Later() {}

    static void after(ScheduledExecutorService clock, Duration pause, Runnable act) {
        try {
            Future<?> timer = clock.schedule(act, pause.toMillis(), TimeUnit.MILLISECONDS);
            if (timer.isCancelled()) {
                return;
            }
        } catch (RejectedExecutionException e) {
            return; // the service is ending
        }
    }
}
