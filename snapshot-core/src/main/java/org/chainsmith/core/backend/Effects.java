package org.chainsmith.core.backend;

import java.util.function.Supplier;

/**
 * Where every outward effect of a backend passes: each write, link, rename, unlink, sync and each start of a tool that
 * writes. Tests use it to stop the world before or after any of them; there is no other use.
 */
public interface Effects {
    /** Performs the effects and does nothing else. */
    Effects DIRECT = new Effects() {
        @Override
        public <T> T perform(String effect, Supplier<T> act) {
            return act.get();
        }
    };

    /** Performs one effect; the text names it for people. */
    <T> T perform(String effect, Supplier<T> act);

    default void perform(String effect, Runnable act) {
        perform(effect, () -> {
            act.run();
            return effect;
        });
    }
}
