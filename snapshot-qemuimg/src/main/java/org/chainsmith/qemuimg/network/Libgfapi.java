package org.chainsmith.qemuimg.network;

import com.sun.jna.Native;

/**
 * The functions of libgfapi that are needed here; pointers are numbers. Source: GlusterFS, api/src/glfs.h (since 6; older
 * versions ignore the attributes that some calls return).
 */
final class Libgfapi {
    static final String FILE = "libgfapi.so.0";

    static {
        Native.register(Libgfapi.class, NativeLibraries.require(FILE, "libgfapi0", "on GlusterFS"));
    }

    private Libgfapi() {}

    static native long glfs_new(byte[] volume);

    static native int glfs_set_volfile_server(long volume, byte[] transport, byte[] host, int port);

    static native int glfs_set_logging(long volume, byte[] file, int level);

    static native int glfs_set_xlator_option(long volume, byte[] translator, byte[] key, byte[] value);

    static native int glfs_init(long volume);

    static native int glfs_fini(long volume);

    static native long glfs_open(long volume, byte[] path, int flags);

    static native long glfs_creat(long volume, byte[] path, int flags, int mode);

    static native int glfs_close(long file);

    static native int glfs_lstat(long volume, byte[] path, byte[] into);

    static native int glfs_fstat(long file, byte[] into);

    static native int glfs_statvfs(long volume, byte[] path, byte[] into);

    static native long glfs_pread(long file, byte[] into, long length, long position, int flags, long after);

    static native long glfs_pwrite(
            long file, byte[] from, long length, long position, int flags, long before, long after);

    static native int glfs_ftruncate(long file, long length, long before, long after);

    static native int glfs_fsync(long file, long before, long after);

    static native long glfs_lseek(long file, long offset, int whence);

    static native int glfs_fchmod(long file, int mode);

    static native int glfs_fchown(long file, int user, int group);

    static native int glfs_link(long volume, byte[] from, byte[] to);

    static native int glfs_unlink(long volume, byte[] path);

    static native long glfs_opendir(long volume, byte[] path);

    static native long glfs_readdir(long directory);

    static native int glfs_closedir(long directory);
}
