package org.chainsmith.testkit.contract;

import java.util.List;
import java.util.stream.IntStream;
import org.chainsmith.testkit.fault.When;

/** Lets faults strike at every effect in turn. */
final class Faults {
    private Faults() {}

    interface Rule {
        void check(When when, int effect);
    }

    /** Checks the rule for a fault before and after each of at most so many effects, and names the one that broke it. */
    static void forEach(String title, int effects, int most, Rule rule) {
        spread(effects, most).forEach(effect -> {
            for (When when : When.values()) {
                try {
                    rule.check(when, effect);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            title + ", fault " + when + " effect " + effect + " of " + effects + ": " + e.getMessage(),
                            e);
                }
            }
        });
    }

    /** At most so many numbers below the count, the first and the last among them. */
    static List<Integer> spread(int count, int most) {
        int picked = Math.min(count, most);
        return IntStream.range(0, picked)
                .map(i -> picked == 1 ? 0 : (int) ((long) i * (count - 1) / (picked - 1)))
                .boxed()
                .toList();
    }
}
