package org.chainsmith.testkit.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;

/** Performs the effects and keeps their names, in order. */
public final class RecordedEffects implements Effects {
    private final List<String> effects = Collections.synchronizedList(new ArrayList<>());

    @Override
    public <T> T perform(String effect, Supplier<T> act) {
        effects.add(effect);
        return act.get();
    }

    /** The effects so far, oldest first. */
    public List<String> effects() {
        synchronized (effects) {
            return List.copyOf(effects);
        }
    }
}
