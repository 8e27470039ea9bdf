package org.chainsmith.core.error;

/** How a caller should react to an error. Each {@link ErrorCode} has exactly one kind. */
public enum ErrorKind {
    /** The request itself is malformed. Correct it; nothing was looked at. */
    INVALID_REQUEST,
    /** The request was understood and refused because of the present state. Nothing was changed. */
    PRECONDITION,
    /** What the request names does not exist. Nothing was changed. */
    NOT_FOUND,
    /** The backend does not have the feature that the request needs. Nothing was changed. */
    NOT_SUPPORTED,
    /** The storage ran full; what had been begun was taken back. */
    NO_SPACE,
    /** An outward call failed; everything is as before the request. */
    FAILED,
    /** Someone else holds what the request needs, or it cannot be reached. The same request may succeed later. */
    TRANSIENT,
    /** The operation is neither finished nor taken back. Recovery settles it. */
    OUTCOME_UNKNOWN,
    /** A defect of Chainsmith. */
    INTERNAL
}
