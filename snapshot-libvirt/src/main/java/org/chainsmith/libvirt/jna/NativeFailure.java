package org.chainsmith.libvirt.jna;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A failed call of libvirt. It does not leave the module: each call translates it. */
public final class NativeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient NativeError error;

    public NativeFailure(NativeError error) {
        super(error.message());
        this.error = requireNonNull(error, "error is null");
    }

    /** The failure of this thread's last call. */
    public static NativeFailure last() {
        return new NativeFailure(NativeError.last());
    }

    /** The result of a call that returns -1 when it failed. */
    public static int checked(int result) {
        if (result < 0) {
            throw last();
        }
        return result;
    }

    /** The result of a call that returns null when it failed. */
    public static <T> T checked(@Nullable T result) {
        if (result == null) {
            throw last();
        }
        return result;
    }

    public NativeError error() {
        return error;
    }
}
