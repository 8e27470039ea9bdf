package org.chainsmith.app.live;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;

/** Says which effects have happened, right after each. */
record AfterEffect(Effects effects, Consumer<String> listener) implements Effects {
    @Override
    public <T> T perform(String effect, Supplier<T> act) {
        return effects.perform(effect, () -> {
            T result = act.get();
            listener.accept(effect);
            return result;
        });
    }
}
