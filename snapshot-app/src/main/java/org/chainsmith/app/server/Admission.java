package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Turns away what would be too much at once. */
final class Admission {
    private final RateLimiter rate;
    private final Semaphore places;

    /**
     * Admits so much.
     *
     * @param perSecond calls that begin within a second
     * @param atOnce calls that are being answered
     */
    Admission(int perSecond, int atOnce) {
        this.rate = RateLimiter.of(
                "calls",
                RateLimiterConfig.custom()
                        .limitForPeriod(perSecond)
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .timeoutDuration(Duration.ZERO)
                        .build());
        this.places = new Semaphore(atOnce);
    }

    /** Answers a call if there is room for it. */
    Reply admit(Supplier<Reply> answer) {
        requireNonNull(answer, "answer is null");
        if (!rate.acquirePermission()) {
            throw new Fault(429, "This many requests within a second are too many.");
        }
        if (!places.tryAcquire()) {
            throw new Fault(429, "This many requests at once are too many.");
        }
        try {
            return answer.get();
        } finally {
            places.release();
        }
    }
}
