package org.chainsmith.core.backend;

/** Hears how far a long step is. Called from the working thread: must return at once and must not throw. */
@FunctionalInterface
public interface ProgressListener {
    ProgressListener NONE = (what, done, total) -> {};

    /**
     * Tells how far the step is.
     *
     * @param what the step, for people
     * @param done bytes done so far, at most total
     * @param total predicted bytes of the step
     */
    void progress(String what, long done, long total);
}
