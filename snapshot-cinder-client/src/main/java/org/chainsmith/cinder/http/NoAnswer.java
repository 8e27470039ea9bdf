package org.chainsmith.cinder.http;

import org.jspecify.annotations.Nullable;

/** A call to which no answer came back. */
public final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is known of such a call. */
    public enum Fate {
        /** It was not sent: nothing was done. */
        NOT_SENT,
        /** It was sent, and the connection broke. It may have been done, and is not being done any more, most likely. */
        DROPPED,
        /** It was sent, and no answer came in time. It may have been done, or may still be. */
        TIMED_OUT
    }

    private final Fate fate;

    public NoAnswer(Fate fate, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.fate = fate;
    }

    public Fate fate() {
        return fate;
    }
}
