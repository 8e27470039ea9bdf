package org.chainsmith.libvirt;

import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.libvirt.jna.NativeError;

/**
 * Translates libvirt's errors, by number and never by text; the numbers are virErrorNumber and virErrorDomain of
 * libvirt/virterror.h, and stay in the message. A number that is not known here is LIBVIRT_FAILED.
 */
final class LibvirtErrors {
    static final int INTERNAL_ERROR = 1;
    static final int NO_SUPPORT = 3;
    static final int NO_CONNECT = 5;
    static final int INVALID_CONN = 6;
    static final int INVALID_ARG = 8;
    static final int XML_ERROR = 27;
    static final int DOM_EXIST = 28;
    static final int OPERATION_DENIED = 29;
    static final int XML_DETAIL = 35;
    static final int SYSTEM_ERROR = 38;
    static final int RPC = 39;
    static final int NO_DOMAIN = 42;
    static final int AUTH_FAILED = 45;
    static final int OPERATION_INVALID = 55;
    static final int CONFIG_UNSUPPORTED = 67;
    static final int OPERATION_TIMEOUT = 68;
    static final int ARGUMENT_UNSUPPORTED = 74;
    static final int AUTH_CANCELLED = 79;
    static final int NO_DOMAIN_METADATA = 80;
    static final int BLOCK_COPY_ACTIVE = 83;
    static final int OPERATION_UNSUPPORTED = 84;
    static final int AGENT_UNRESPONSIVE = 86;
    static final int RESOURCE_BUSY = 87;
    static final int ACCESS_DENIED = 88;
    static final int XML_INVALID_SCHEMA = 92;
    static final int AUTH_UNAVAILABLE = 94;
    static final int AGENT_UNSYNCED = 97;
    static final int AGENT_COMMAND_TIMEOUT = 112;
    static final int AGENT_COMMAND_FAILED = 113;

    static final int FROM_RPC = 7;

    private static final int ENOSPC = 28;
    private static final int EDQUOT = 122;

    private LibvirtErrors() {}

    /** Whether the error is one of the connection itself, after which it cannot be known what the daemon did. */
    static boolean isOfConnection(NativeError error) {
        return error.domain() == FROM_RPC || error.code() == INVALID_CONN || error.code() == NO_CONNECT;
    }

    /** The cause, as far as the number alone tells it. */
    static ErrorCode code(NativeError error) {
        return switch (error.code()) {
            case NO_DOMAIN -> ErrorCode.GUEST_NOT_FOUND;
            case NO_SUPPORT, OPERATION_UNSUPPORTED, ARGUMENT_UNSUPPORTED -> ErrorCode.NOT_SUPPORTED;
            case INVALID_ARG,
                    OPERATION_INVALID,
                    CONFIG_UNSUPPORTED,
                    XML_ERROR,
                    XML_DETAIL,
                    XML_INVALID_SCHEMA,
                    DOM_EXIST -> ErrorCode.LIBVIRT_REFUSED;
            case OPERATION_DENIED, ACCESS_DENIED, AUTH_FAILED, AUTH_CANCELLED, AUTH_UNAVAILABLE ->
                ErrorCode.LIBVIRT_ACCESS_DENIED;
            case OPERATION_TIMEOUT, RESOURCE_BUSY -> ErrorCode.GUEST_BUSY;
            case BLOCK_COPY_ACTIVE -> ErrorCode.BLOCK_JOB_ACTIVE;
            case SYSTEM_ERROR ->
                error.detail() == ENOSPC || error.detail() == EDQUOT ? ErrorCode.NO_SPACE : ErrorCode.LIBVIRT_FAILED;
            default -> ErrorCode.LIBVIRT_FAILED;
        };
    }

    static SnapshotException failed(String tried, NativeError error) {
        return failed(code(error), tried, error);
    }

    static SnapshotException failed(ErrorCode code, String tried, NativeError error) {
        SnapshotException failure =
                new SnapshotException(code, "Could not " + tried + ": libvirt said " + said(error) + ".");
        return switch (code) {
            case AGENT_UNAVAILABLE -> failure.hint("Is qemu-guest-agent running in the guest?");
            case LIBVIRT_ACCESS_DENIED -> failure.hint("Use a user who may manage domains, or another URI.");
            default -> failure;
        };
    }

    /** It may or may not have been done. */
    static SnapshotException connectionLost(String tried, NativeError error) {
        return new SnapshotException(
                        ErrorCode.CONNECTION_LOST,
                        "Tried to " + tried
                                + ", and lost the connection to libvirt: it may have been done or not; libvirt"
                                + " said " + said(error) + ".")
                .hint("Look at what is there before doing it again.");
    }

    static SnapshotException unreachable(String hypervisor, NativeError error) {
        ErrorCode code = code(error);
        return code == ErrorCode.LIBVIRT_ACCESS_DENIED
                ? failed(code, "connect to " + hypervisor, error)
                : new SnapshotException(
                                ErrorCode.LIBVIRT_UNREACHABLE,
                                "Could not connect to " + hypervisor + ": libvirt said " + said(error) + ".")
                        .hint("Is libvirtd running, and is the URI right?");
    }

    private static String said(NativeError error) {
        return ImageName.quoted(error.message().strip().replace('\n', ' ')) + " (error " + error.code() + " of part "
                + error.domain() + ")";
    }
}
