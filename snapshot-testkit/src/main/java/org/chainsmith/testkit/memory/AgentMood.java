package org.chainsmith.testkit.memory;

/** How the agent in a guest behaves. */
public enum AgentMood {
    /** It does what it is asked. */
    ANSWERS,
    /** It is not there. */
    MISSING,
    /** It is there and never answers: every call ends by its deadline. Whether a freeze happens nobody knows. */
    HANGS,
    /** It freezes one file system, and fails at the next. */
    FAILS_HALFWAY,
    /** It freezes one file system, and never answers again. */
    HANGS_HALFWAY,
    /** It freezes, and is gone then. */
    DIES_WHEN_FROZEN,
    /** It freezes, and the guest thaws by itself, as Windows does after 10 seconds. */
    THAWS_BY_ITSELF
}
