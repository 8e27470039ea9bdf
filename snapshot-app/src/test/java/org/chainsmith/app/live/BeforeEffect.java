package org.chainsmith.app.live;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;

/**
 * Lets something happen once, right before the first effect of this name.
 *
 * @param prefix with which the name of the effect begins
 */
record BeforeEffect(String prefix, Runnable act, AtomicBoolean happened) implements Effects {
    BeforeEffect(String prefix, Runnable act) {
        this(prefix, act, new AtomicBoolean());
    }

    @Override
    public <T> T perform(String effect, Supplier<T> performed) {
        if (effect.startsWith(prefix) && happened.compareAndSet(false, true)) {
            act.run();
        }
        return performed.get();
    }
}
