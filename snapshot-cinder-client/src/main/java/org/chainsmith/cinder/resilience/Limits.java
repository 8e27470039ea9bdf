package org.chainsmith.cinder.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often, how long and how many at once a service is asked.
 *
 * @param connecting how long a connection may take
 * @param answer how long a call may take, from the first byte sent to the last received
 * @param longestBody how many bytes an answer may have
 * @param attempts how often a call is made, at most, if it may be repeated
 * @param firstPause before the second attempt; doubled before each further one, give or take a half
 * @param longestPause the longest of these pauses; a service that asks for a longer one is not asked again
 * @param atOnce how many calls may be under way; others wait as long as an answer may take
 * @param closedFor how long nobody calls a service whose last calls nearly all found it dead
 */
public record Limits(
        Duration connecting,
        Duration answer,
        int longestBody,
        int attempts,
        Duration firstPause,
        Duration longestPause,
        int atOnce,
        Duration closedFor) {
    public Limits {
        requireNonNull(connecting, "connecting is null");
        requireNonNull(answer, "answer is null");
        requireNonNull(firstPause, "firstPause is null");
        requireNonNull(longestPause, "longestPause is null");
        requireNonNull(closedFor, "closedFor is null");
        if (attempts < 1 || atOnce < 1 || longestBody < 1) {
            throw new IllegalArgumentException("not positive: " + attempts + ", " + atOnce + ", " + longestBody);
        }
    }

    /** 5 s to connect, 60 s for an answer of at most 8 MiB, 4 attempts after 0.5, 1, 2 s, 16 calls at once. */
    public static Limits defaults() {
        return new Limits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                8 << 20,
                4,
                Duration.ofMillis(500),
                Duration.ofSeconds(20),
                16,
                Duration.ofSeconds(10));
    }

    public Limits withAnswer(Duration other) {
        return new Limits(connecting, other, longestBody, attempts, firstPause, longestPause, atOnce, closedFor);
    }

    public Limits withAttempts(int other, Duration first, Duration longest) {
        return new Limits(connecting, answer, longestBody, other, first, longest, atOnce, closedFor);
    }
}
