package org.chainsmith.core.merge;

/**
 * How much a less safe way has to save before it is preferred to a safer one: more than both of these.
 *
 * @param percent of what the safer way copies, below 100
 * @param bytes in any case
 */
public record SafetyMargin(int percent, long bytes) {
    /** A tenth, and 4 MiB: what is copied in the time that the proof of a pull takes. */
    public static final SafetyMargin DEFAULT = new SafetyMargin(10, 4L << 20);

    /** Any saving will do. */
    public static final SafetyMargin NONE = new SafetyMargin(0, 0);

    public SafetyMargin {
        if (percent < 0 || percent >= 100 || bytes < 0) {
            throw new IllegalArgumentException("no margin: " + percent + " %, " + bytes + " bytes");
        }
    }

    /** The bytes that a way counts for: what a safer way may copy and still be preferred. */
    long weigh(Safety safety, long copiedBytes) {
        if (safety == Safety.AT_EVERY_INSTANT) {
            return copiedBytes;
        }
        long rest = 100L - percent;
        long relative = copiedBytes / rest * percent + (copiedBytes % rest * percent + rest - 1) / rest;
        return copiedBytes + Math.max(bytes, relative);
    }
}
