package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * For how long what failed is tried again.
 *
 * @param creation how long after it was accepted a creation is begun; Cinder waits for 10 minutes
 * @param deletion how long after it was accepted a deletion is gone on with; Cinder waits for 2 hours
 * @param first the pause before the second attempt; each further one is twice as long
 * @param longest the longest pause
 */
public record Patience(Duration creation, Duration deletion, Duration first, Duration longest) {
    public static final Patience DEFAULT =
            new Patience(Duration.ofMinutes(8), Duration.ofMinutes(20), Duration.ofSeconds(1), Duration.ofSeconds(60));

    private static final int DOUBLINGS = 20;

    public Patience {
        requireNonNull(creation, "creation is null");
        requireNonNull(deletion, "deletion is null");
        requireNonNull(first, "first is null");
        requireNonNull(longest, "longest is null");
    }

    /** The pause after this many attempts. */
    Duration pause(int attempts) {
        Duration pause = first.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    /** Whether this has been tried for long enough. */
    boolean isOver(AssistedRequest request, Instant accepted, Instant now) {
        Duration limit = request.isCreation() ? creation : deletion;
        return now.isAfter(accepted.plus(limit));
    }
}
