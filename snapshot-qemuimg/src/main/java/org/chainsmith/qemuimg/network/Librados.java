package org.chainsmith.qemuimg.network;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import org.jspecify.annotations.Nullable;

/**
 * The functions of librados that are needed here; pointers are numbers, failures are negative error numbers. Source: Ceph,
 * src/include/rados/librados.h.
 */
final class Librados {
    static {
        Native.register(Librados.class, require());
    }

    private Librados() {}

    static NativeLibrary require() {
        return NativeLibraries.require("librados.so.2", "librados2", "of Ceph");
    }

    static native int rados_create(long[] cluster, byte[] user);

    static native int rados_conf_read_file(long cluster, byte @Nullable [] path);

    static native int rados_conf_set(long cluster, byte[] option, byte[] value);

    static native int rados_connect(long cluster);

    static native void rados_shutdown(long cluster);

    static native int rados_cluster_stat(long cluster, long[] into);

    static native int rados_ioctx_create(long cluster, byte[] pool, long[] context);

    static native void rados_ioctx_set_namespace(long context, byte[] namespace);

    static native void rados_ioctx_destroy(long context);
}
