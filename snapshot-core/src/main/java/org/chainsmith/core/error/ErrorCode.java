package org.chainsmith.core.error;

import java.util.Locale;

/**
 * The stable causes of errors. {@link #id()} is what scripts and messages use; ids are never reused for another cause.
 *
 * <p>The operator's reference is {@code docs/reference/error-codes.md}; a test keeps it complete.
 */
public enum ErrorCode {
    INVALID_ID(ErrorKind.INVALID_REQUEST),
    INVALID_SIZE(ErrorKind.INVALID_REQUEST),
    INVALID_FORMAT(ErrorKind.INVALID_REQUEST),
    INVALID_ARGUMENT(ErrorKind.INVALID_REQUEST),

    STORE_NOT_FOUND(ErrorKind.NOT_FOUND),
    VOLUME_NOT_FOUND(ErrorKind.NOT_FOUND),
    SNAPSHOT_NOT_FOUND(ErrorKind.NOT_FOUND),
    IMAGE_NOT_FOUND(ErrorKind.NOT_FOUND),
    GUEST_NOT_FOUND(ErrorKind.NOT_FOUND),
    DISK_NOT_FOUND(ErrorKind.NOT_FOUND),

    STORE_UNSAFE(ErrorKind.PRECONDITION),
    TOOL_MISSING(ErrorKind.PRECONDITION),
    VOLUME_EXISTS(ErrorKind.PRECONDITION),
    VOLUME_HAS_SNAPSHOTS(ErrorKind.PRECONDITION),
    IMAGE_EXISTS(ErrorKind.PRECONDITION),
    SNAPSHOT_EXISTS(ErrorKind.PRECONDITION),
    SNAPSHOT_NOT_NEWEST(ErrorKind.PRECONDITION),
    SIZE_DIFFERS(ErrorKind.PRECONDITION),
    SHARED_IMAGE(ErrorKind.PRECONDITION),
    INSUFFICIENT_SPACE(ErrorKind.PRECONDITION),
    LEDGER_INVALID(ErrorKind.PRECONDITION),
    LEDGER_UNLIKE_CHAIN(ErrorKind.PRECONDITION),
    FORMAT_UNKNOWN(ErrorKind.PRECONDITION),
    FORMAT_MISMATCH(ErrorKind.PRECONDITION),
    IMAGE_MISSING(ErrorKind.PRECONDITION),
    IMAGE_NOT_REGULAR(ErrorKind.PRECONDITION),
    IMAGE_NAME_REFUSED(ErrorKind.PRECONDITION),
    IMAGE_TOO_LARGE(ErrorKind.PRECONDITION),
    HEADER_INVALID(ErrorKind.PRECONDITION),
    FEATURE_UNKNOWN(ErrorKind.PRECONDITION),
    CHAIN_UNKNOWN(ErrorKind.PRECONDITION),
    XML_REFUSED(ErrorKind.PRECONDITION),
    LOCATION_REFUSED(ErrorKind.PRECONDITION),
    BACKING_NAME_REFUSED(ErrorKind.PRECONDITION),
    BACKING_FORMAT_MISSING(ErrorKind.PRECONDITION),
    BACKING_FORMAT_REFUSED(ErrorKind.PRECONDITION),
    CHAIN_LOOP(ErrorKind.PRECONDITION),
    CHAIN_TOO_DEEP(ErrorKind.PRECONDITION),
    DATA_FILE(ErrorKind.PRECONDITION),
    IMAGE_CORRUPT(ErrorKind.PRECONDITION),
    IMAGE_DIRTY(ErrorKind.PRECONDITION),
    IMAGE_ENCRYPTED(ErrorKind.PRECONDITION),
    INTERNAL_SNAPSHOTS(ErrorKind.PRECONDITION),
    BITMAPS(ErrorKind.PRECONDITION),
    CHECK_FAILED(ErrorKind.PRECONDITION),
    GUEST_NOT_RUNNING(ErrorKind.PRECONDITION),
    DISK_AMBIGUOUS(ErrorKind.PRECONDITION),
    DISK_UNSUITABLE(ErrorKind.PRECONDITION),
    AGENT_UNAVAILABLE(ErrorKind.PRECONDITION),
    LIBVIRT_REFUSED(ErrorKind.PRECONDITION),
    LIBVIRT_ACCESS_DENIED(ErrorKind.PRECONDITION),

    NOT_SUPPORTED(ErrorKind.NOT_SUPPORTED),

    NO_SPACE(ErrorKind.NO_SPACE),

    TOOL_FAILED(ErrorKind.FAILED),
    TOOL_TIMEOUT(ErrorKind.FAILED),
    IO_ERROR(ErrorKind.FAILED),
    NOT_PROVEN(ErrorKind.FAILED),
    LIBVIRT_FAILED(ErrorKind.FAILED),
    AGENT_FAILED(ErrorKind.FAILED),
    AGENT_TIMEOUT(ErrorKind.FAILED),
    JOB_FAILED(ErrorKind.FAILED),
    JOB_CANCELLED(ErrorKind.FAILED),

    VOLUME_BUSY(ErrorKind.TRANSIENT),
    IMAGE_IN_USE(ErrorKind.TRANSIENT),
    BLOCK_JOB_ACTIVE(ErrorKind.TRANSIENT),
    BLOCK_JOB_NOT_READY(ErrorKind.TRANSIENT),
    GUEST_BUSY(ErrorKind.TRANSIENT),
    LIBVIRT_UNREACHABLE(ErrorKind.TRANSIENT),
    STORE_UNREACHABLE(ErrorKind.TRANSIENT),

    OPERATION_UNFINISHED(ErrorKind.OUTCOME_UNKNOWN),
    STATE_UNKNOWN(ErrorKind.OUTCOME_UNKNOWN),
    LOG_INVALID(ErrorKind.OUTCOME_UNKNOWN),
    CONNECTION_LOST(ErrorKind.OUTCOME_UNKNOWN),
    GUEST_FROZEN(ErrorKind.OUTCOME_UNKNOWN),

    INTERNAL(ErrorKind.INTERNAL);

    private final ErrorKind kind;
    private final String id;

    ErrorCode(ErrorKind kind) {
        this.kind = kind;
        this.id = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public ErrorKind kind() {
        return kind;
    }

    /** The stable name in kebab-case, for example {@code snapshot-not-newest}. */
    public String id() {
        return id;
    }
}
