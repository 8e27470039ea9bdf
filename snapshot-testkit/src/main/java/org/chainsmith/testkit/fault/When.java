package org.chainsmith.testkit.fault;

/** On which side of an effect a fault strikes. */
public enum When {
    /** The effect did not happen. */
    BEFORE,
    /** The effect happened, and nobody heard of it. */
    AFTER
}
