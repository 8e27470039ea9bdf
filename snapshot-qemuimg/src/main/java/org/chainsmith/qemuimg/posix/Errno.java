package org.chainsmith.qemuimg.posix;

import com.sun.jna.Native;
import java.util.Map;
import java.util.function.LongSupplier;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** Error numbers of Linux (the same on x86-64 and aarch64) and the one translation of them. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENOSPC = 28;
    public static final int ERANGE = 34;
    public static final int ELOOP = 40;
    public static final int EOPNOTSUPP = 95;
    public static final int ETIMEDOUT = 110;
    public static final int EDQUOT = 122;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EPERM, "EPERM"),
            Map.entry(ENOENT, "ENOENT"),
            Map.entry(EINTR, "EINTR"),
            Map.entry(5, "EIO"),
            Map.entry(ENXIO, "ENXIO"),
            Map.entry(9, "EBADF"),
            Map.entry(EAGAIN, "EAGAIN"),
            Map.entry(12, "ENOMEM"),
            Map.entry(EACCES, "EACCES"),
            Map.entry(14, "EFAULT"),
            Map.entry(EBUSY, "EBUSY"),
            Map.entry(EEXIST, "EEXIST"),
            Map.entry(18, "EXDEV"),
            Map.entry(ENODEV, "ENODEV"),
            Map.entry(ENOTDIR, "ENOTDIR"),
            Map.entry(EISDIR, "EISDIR"),
            Map.entry(EINVAL, "EINVAL"),
            Map.entry(23, "ENFILE"),
            Map.entry(24, "EMFILE"),
            Map.entry(26, "ETXTBSY"),
            Map.entry(27, "EFBIG"),
            Map.entry(ENOSPC, "ENOSPC"),
            Map.entry(29, "ESPIPE"),
            Map.entry(30, "EROFS"),
            Map.entry(31, "EMLINK"),
            Map.entry(ERANGE, "ERANGE"),
            Map.entry(35, "EDEADLK"),
            Map.entry(36, "ENAMETOOLONG"),
            Map.entry(37, "ENOLCK"),
            Map.entry(38, "ENOSYS"),
            Map.entry(39, "ENOTEMPTY"),
            Map.entry(ELOOP, "ELOOP"),
            Map.entry(75, "EOVERFLOW"),
            Map.entry(EOPNOTSUPP, "EOPNOTSUPP"),
            Map.entry(107, "ENOTCONN"),
            Map.entry(ETIMEDOUT, "ETIMEDOUT"),
            Map.entry(112, "EHOSTDOWN"),
            Map.entry(116, "ESTALE"),
            Map.entry(121, "EREMOTEIO"),
            Map.entry(EDQUOT, "EDQUOT"));

    private Errno() {}

    /** Why the last call of this thread failed. */
    public static int last() {
        return Native.getLastError();
    }

    /** Makes a call, again and again while signals interrupt it; the result is negative if it failed: see {@link #last()}. */
    public static long call(LongSupplier call) {
        long result = call.getAsLong();
        while (result < 0 && last() == EINTR) {
            result = call.getAsLong();
        }
        return result;
    }

    /** Makes a call that has no expected failure. */
    public static long checked(LongSupplier call, String tried, String name) {
        long result = call(call);
        if (result < 0) {
            throw error(tried, name);
        }
        return result;
    }

    /** The name of an error number, for messages. */
    public static String name(int errno) {
        return NAMES.getOrDefault(errno, "errno " + errno);
    }

    /** The error to throw for the last failed call: NO_SPACE or IO_ERROR, with the number's name. */
    public static SnapshotException error(String tried, String name) {
        return error(last(), tried, name);
    }

    /** {@link #error(String, String)} for an error that is known. */
    public static SnapshotException error(int errno, String tried, String name) {
        ErrorCode code = errno == ENOSPC || errno == EDQUOT ? ErrorCode.NO_SPACE : ErrorCode.IO_ERROR;
        return new SnapshotException(code, "Could not " + tried + " " + Names.quoted(name) + ": " + name(errno));
    }
}
