package org.chainsmith.qemuimg.network;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The functions of libnfs that are needed here; pointers are numbers, failures are negative error numbers. Source: libnfs,
 * include/nfsc/libnfs.h of 4.0. Each soname is a binary interface of its own: in that of 6.0, for example, {@code
 * nfs_pread} takes its arguments in another order.
 */
final class Libnfs {
    static {
        Native.register(Libnfs.class, require());
    }

    private Libnfs() {}

    static NativeLibrary require() {
        return NativeLibraries.require("libnfs.so.13", "libnfs13", "over NFS");
    }

    static native long nfs_init_context();

    static native void nfs_destroy_context(long context);

    static native void nfs_set_uid(long context, int user);

    static native void nfs_set_gid(long context, int group);

    static native void nfs_set_timeout(long context, int milliseconds);

    static native void nfs_set_dircache(long context, int enabled);

    static native int nfs_mount(long context, byte[] server, byte[] directory);

    static native int nfs_open(long context, byte[] path, int flags, long[] file);

    static native int nfs_create(long context, byte[] path, int flags, int mode, long[] file);

    static native int nfs_close(long context, long file);

    static native int nfs_lstat64(long context, byte[] path, long[] into);

    static native int nfs_fstat64(long context, long file, long[] into);

    static native int nfs_statvfs(long context, byte[] path, byte[] into);

    static native int nfs_pread(long context, long file, long position, long length, byte[] into);

    static native int nfs_pwrite(long context, long file, long position, long length, byte[] from);

    static native int nfs_ftruncate(long context, long file, long length);

    static native int nfs_fsync(long context, long file);

    static native int nfs_fchmod(long context, long file, int mode);

    static native int nfs_fchown(long context, long file, int user, int group);

    static native int nfs_link(long context, byte[] from, byte[] to);

    static native int nfs_unlink(long context, byte[] path);

    static native int nfs_opendir(long context, byte[] path, long[] directory);

    static native long nfs_readdir(long context, long directory);

    static native void nfs_closedir(long context, long directory);
}
