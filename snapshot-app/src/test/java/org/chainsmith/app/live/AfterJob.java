package org.chainsmith.app.live;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;

/**
 * Lets something happen once, right after the end of a block job: before the first effect that is no part of the job.
 */
record AfterJob(Runnable act, AtomicBoolean started, AtomicBoolean happened) implements Effects {
    AfterJob(Runnable act) {
        this(act, new AtomicBoolean(), new AtomicBoolean());
    }

    @Override
    public <T> T perform(String effect, Supplier<T> performed) {
        if (effect.startsWith("start ")) {
            started.set(true);
        } else if (started.get() && !effect.startsWith("pivot ") && happened.compareAndSet(false, true)) {
            act.run();
        }
        return performed.get();
    }
}
