package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Does the same with several things at once, and goes on when all have come to their end. */
public final class SideBySide {
    private final Executor workers;

    /**
     * Works through these.
     *
     * @param workers may do one thing after the other, in the caller's thread
     */
    public SideBySide(Executor workers) {
        this.workers = requireNonNull(workers, "workers is null");
    }

    /**
     * What comes of each, in the order of the things. Not to be called from within itself: workers that are few would all
     * wait for each other.
     *
     * @throws RuntimeException of the first thing that failed; the others have ended, too
     */
    public <T, R> List<R> each(List<T> things, Function<T, R> act) {
        return things.size() == 1 ? List.of(act.apply(things.get(0))) : eachByWorkers(things, act);
    }

    /**
     * The same, while the caller's thread does something else. It goes on when that has come to its end, too; what failed
     * with the things is told first.
     */
    public <T, R> List<R> each(List<T> things, Function<T, R> act, Runnable meanwhile) {
        List<CompletableFuture<R>> running = begun(things, act);
        try {
            meanwhile.run();
        } catch (RuntimeException | Error e) {
            ended(running);
            throw e;
        }
        return ended(running);
    }

    /** The same where the workers limit how much is done at once: also a single thing is left to them. */
    public <T, R> List<R> eachByWorkers(List<T> things, Function<T, R> act) {
        return ended(begun(things, act));
    }

    private <T, R> List<CompletableFuture<R>> begun(List<T> things, Function<T, R> act) {
        return things.stream()
                .map(thing -> CompletableFuture.supplyAsync(() -> act.apply(thing), workers))
                .toList();
    }

    private static <R> List<R> ended(List<CompletableFuture<R>> running) {
        CompletableFuture<?> all = CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new));
        all.handle((nothing, error) -> true).join();
        return running.stream().map(SideBySide::ended).toList();
    }

    private static <R> R ended(CompletableFuture<R> running) {
        try {
            return running.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
