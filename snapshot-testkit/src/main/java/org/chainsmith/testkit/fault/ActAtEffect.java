package org.chainsmith.testkit.fault;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;

/** Counts effects from 0 on, and lets something happen to the world at one of them, of which nobody is told. */
public final class ActAtEffect implements Effects {
    private final When when;
    private final int effect;
    private final Runnable act;
    private final AtomicInteger counted = new AtomicInteger();

    public ActAtEffect(When when, int effect, Runnable act) {
        this.when = requireNonNull(when, "when is null");
        this.effect = effect;
        this.act = requireNonNull(act, "act is null");
    }

    @Override
    public <T> T perform(String name, Supplier<T> performed) {
        boolean now = counted.getAndIncrement() == effect;
        if (now && when == When.BEFORE) {
            act.run();
        }
        T result = performed.get();
        if (now && when == When.AFTER) {
            act.run();
        }
        return result;
    }
}
