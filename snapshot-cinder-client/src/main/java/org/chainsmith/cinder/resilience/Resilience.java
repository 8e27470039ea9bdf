package org.chainsmith.cinder.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.chainsmith.cinder.http.HttpAnswer;
import org.chainsmith.cinder.http.NoAnswer;
import org.chainsmith.cinder.http.NoAnswer.Fate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between a caller and one service: repeats what may be repeated, with pauses; lets only so many calls through at once; and
 * stops calling a service that is dead until a probe finds it alive.
 */
public final class Resilience {
    private static final Logger LOG = LoggerFactory.getLogger(Resilience.class);
    /** Asked too often, or somebody in front of the service cannot reach it: it did not act. */
    private static final Set<Integer> NOT_NOW = Set.of(429, 503);
    /** Something broke, perhaps after it had acted. */
    private static final Set<Integer> BROKEN = Set.of(500, 502, 504);
    /** Nobody is there. */
    private static final Set<Integer> DEAD = Set.of(502, 503, 504);

    private final Limits limits;
    private final Clock clock;
    private final Retry harmless;
    private final Retry careful;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;

    public Resilience(String service, Limits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
        harmless = Retry.of(service, retry(Repetition.HARMLESS));
        careful = Retry.of(service, retry(Repetition.IF_SURELY_NOT_DONE));
        breaker = CircuitBreaker.of(
                service,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(80)
                        .waitDurationInOpenState(limits.closedFor())
                        .permittedNumberOfCallsInHalfOpenState(2)
                        .recordException(cause -> cause instanceof NoAnswer)
                        .recordResult(result -> result instanceof HttpAnswer answer && DEAD.contains(answer.status()))
                        .build());
        bulkhead = Bulkhead.of(
                service,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(limits.atOnce())
                        .maxWaitDuration(limits.answer())
                        .build());
    }

    private RetryConfig retry(Repetition repetition) {
        IntervalFunction pauses =
                IntervalFunction.ofExponentialRandomBackoff(limits.firstPause(), 2, 0.5, limits.longestPause());
        return RetryConfig.<HttpAnswer>custom()
                .maxAttempts(limits.attempts())
                .retryOnResult(answer -> mayRepeat(answer, repetition))
                .retryOnException(cause -> mayRepeat(cause, repetition))
                .intervalBiFunction((attempt, outcome) ->
                        Math.max(pauses.apply(attempt), demanded(outcome).toMillis()))
                .failAfterMaxAttempts(false)
                .build();
    }

    private boolean mayRepeat(HttpAnswer answer, Repetition repetition) {
        Duration wait = demanded(answer).orElse(Duration.ZERO);
        boolean worthIt = NOT_NOW.contains(answer.status())
                || (repetition == Repetition.HARMLESS && BROKEN.contains(answer.status()))
                || (answer.status() == 413 && !wait.isZero());
        return worthIt && wait.compareTo(limits.longestPause()) <= 0;
    }

    private static boolean mayRepeat(Throwable cause, Repetition repetition) {
        return cause instanceof NoAnswer none
                && !Thread.currentThread().isInterrupted()
                && (repetition == Repetition.HARMLESS || none.fate() == Fate.NOT_SENT);
    }

    private Duration demanded(Either<Throwable, HttpAnswer> outcome) {
        return outcome.isRight() ? demanded(outcome.get()).orElse(Duration.ZERO) : Duration.ZERO;
    }

    private Optional<Duration> demanded(HttpAnswer answer) {
        return answer.header("retry-after").flatMap(text -> RetryAfter.parse(text, clock));
    }

    /**
     * The answer to a call, or to its last repetition; any status.
     *
     * @throws NoAnswer if there is none: NOT_SENT only if no attempt was sent
     */
    public Attempts call(Repetition repetition, Supplier<HttpAnswer> call) {
        AtomicInteger lost = new AtomicInteger();
        Supplier<HttpAnswer> guarded =
                Bulkhead.decorateSupplier(bulkhead, CircuitBreaker.decorateSupplier(breaker, counting(call, lost)));
        Retry retry = repetition == Repetition.HARMLESS ? harmless : careful;
        try {
            HttpAnswer answer = Retry.decorateSupplier(retry, guarded).get();
            return new Attempts(answer, lost.get());
        } catch (CallNotPermittedException e) {
            LOG.warn("{} is not asked: its last calls failed", breaker.getName());
            throw unsent(lost, "not asked, because its last calls failed");
        } catch (BulkheadFullException e) {
            throw unsent(lost, limits.atOnce() + " calls are under way and none ended in time");
        } catch (NoAnswer e) {
            throw e.fate() == Fate.NOT_SENT && lost.get() > 0
                    ? new NoAnswer(Fate.DROPPED, e.getMessage() + ", after an attempt whose answer was lost", e)
                    : e;
        }
    }

    /** Looks until there is something, with the pauses and as often as calls are repeated. */
    public <T> Optional<T> lookFor(Supplier<Optional<T>> look) {
        Retry looking = Retry.of(
                "look",
                RetryConfig.<Optional<T>>custom()
                        .maxAttempts(limits.attempts())
                        .retryOnResult(Optional::isEmpty)
                        .retryOnException(cause -> false)
                        .intervalFunction(
                                IntervalFunction.ofExponentialBackoff(limits.firstPause(), 2, limits.longestPause()))
                        .build());
        return Retry.decorateSupplier(looking, look).get();
    }

    private static NoAnswer unsent(AtomicInteger lost, String message) {
        return new NoAnswer(lost.get() > 0 ? Fate.DROPPED : Fate.NOT_SENT, message, null);
    }

    private static Supplier<HttpAnswer> counting(Supplier<HttpAnswer> call, AtomicInteger lost) {
        return () -> {
            try {
                HttpAnswer answer = call.get();
                if (BROKEN.contains(answer.status())) {
                    lost.incrementAndGet();
                }
                return answer;
            } catch (NoAnswer e) {
                if (e.fate() != Fate.NOT_SENT) {
                    lost.incrementAndGet();
                }
                throw e;
            }
        };
    }
}
