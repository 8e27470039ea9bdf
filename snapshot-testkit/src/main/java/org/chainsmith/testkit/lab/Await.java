package org.chainsmith.testkit.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what the lab's processes do; the one place that sleeps. */
public final class Await {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Await() {}

    /** Returns when the condition holds, and fails if that takes longer than the patience lasts. */
    public static void until(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + patience.toSeconds() + " s in vain: " + what);
            }
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while it waited: " + what, e);
            }
        }
    }
}
