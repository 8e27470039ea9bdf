package org.chainsmith.testkit.fault;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * Counts effects from 0 on, and strikes at one of them: kills the process, after which every further effect dies too, so
 * that no clean-up acts from beyond; or lets that one effect fail.
 */
public final class KillAtEffect implements Effects {
    private record Fault(When when, int effect, Optional<ErrorCode> failure) {
        boolean strikes(When now, int number) {
            return when == now && effect == number;
        }
    }

    private static final Fault NEVER = new Fault(When.BEFORE, -1, Optional.empty());

    private final Fault first;
    private final Fault second;
    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicBoolean dead = new AtomicBoolean();

    private KillAtEffect(Fault first, Fault second) {
        this.first = requireNonNull(first, "first is null");
        this.second = requireNonNull(second, "second is null");
    }

    /** Only counts. */
    public static KillAtEffect never() {
        return new KillAtEffect(NEVER, NEVER);
    }

    /** Dies at the effect with this number. */
    public static KillAtEffect kill(When when, int effect) {
        return new KillAtEffect(new Fault(when, effect, Optional.empty()), NEVER);
    }

    /** Lets the effect with this number fail, once. */
    public static KillAtEffect fail(When when, int effect, ErrorCode code) {
        return new KillAtEffect(new Fault(when, effect, Optional.of(code)), NEVER);
    }

    /** As this one, and also dies before the effect with this later number. */
    public KillAtEffect thenKill(int effect) {
        return new KillAtEffect(first, new Fault(When.BEFORE, effect, Optional.empty()));
    }

    /** How many effects were begun. */
    public int counted() {
        return counted.get();
    }

    public boolean isDead() {
        return dead.get();
    }

    @Override
    public <T> T perform(String effect, Supplier<T> act) {
        if (dead.get()) {
            throw new Killed(effect);
        }
        int number = counted.getAndIncrement();
        strike(When.BEFORE, number, effect);
        T result = act.get();
        strike(When.AFTER, number, effect);
        return result;
    }

    private void strike(When when, int number, String effect) {
        for (Fault fault : new Fault[] {first, second}) {
            if (fault.strikes(when, number)) {
                fault.failure().ifPresent(code -> {
                    throw new SnapshotException(code, "Injected failure at effect " + number + ": " + effect + ".");
                });
                dead.set(true);
                throw new Killed(effect);
            }
        }
    }
}
