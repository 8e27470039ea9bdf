package org.chainsmith.core.quiesce;

import java.util.Locale;

/** Whether a guest's file systems have to be frozen while a snapshot is taken. */
public enum QuiescePolicy {
    /** Without a freeze there is no snapshot. */
    REQUIRE,
    /** Frozen if the guest agent can do it, else as it is. */
    PREFER,
    /** As it is: what a power cut would leave. */
    NEVER;

    /** For people and scripts: {@code require}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
