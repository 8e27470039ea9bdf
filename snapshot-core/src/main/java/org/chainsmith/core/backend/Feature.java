package org.chainsmith.core.backend;

/**
 * What a backend or a hypervisor may be able to do. A declared feature must work; an undeclared one must refuse with NOT_SUPPORTED. The
 * conformance kit tests both.
 */
public enum Feature {
    /** {@link OfflineImages#commit}: a range of a chain that nobody uses becomes its base. */
    OFFLINE_COMMIT,
    /** {@link OfflineImages#pull}: a range of a chain that nobody uses becomes its top. */
    OFFLINE_PULL,
    /** {@link LiveDisks#commit}: a range of a chain that a guest uses becomes its base. */
    LIVE_COMMIT,
    /** {@link LiveDisks#pull}: a range of a chain that a guest uses becomes its top, the active layer. */
    LIVE_PULL
}
