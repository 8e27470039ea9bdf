package org.chainsmith.cinder.resilience;

/** Whether a call may be made again when it is not known what became of it. */
public enum Repetition {
    /** Twice is as good as once. */
    HARMLESS,
    /** Twice may be two: only what was surely not done is done again. */
    IF_SURELY_NOT_DONE
}
