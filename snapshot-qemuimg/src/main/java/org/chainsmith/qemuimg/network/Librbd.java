package org.chainsmith.qemuimg.network;

import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The functions of librbd that are needed here; pointers are numbers, failures are negative error numbers. Source: Ceph,
 * src/include/rbd/librbd.h.
 */
final class Librbd {
    static {
        Native.register(Librbd.class, require());
    }

    private Librbd() {}

    static NativeLibrary require() {
        return NativeLibraries.require("librbd.so.1", "librbd1", "of Ceph");
    }

    /** Is told each piece that has data, or had. A negative answer ends it. */
    interface Piece extends Callback {
        int found(long position, long length, int exists, long unused);
    }

    static native int rbd_list2(long pool, byte[] images, long[] count);

    static native void rbd_image_spec_list_cleanup(byte[] images, long count);

    static native int rbd_create(long pool, byte[] name, long size, int[] order);

    static native int rbd_remove(long pool, byte[] name);

    static native int rbd_open(long pool, byte[] name, long[] image, long noSnapshot);

    static native int rbd_open_read_only(long pool, byte[] name, long[] image, long noSnapshot);

    static native int rbd_close(long image);

    static native int rbd_get_size(long image, long[] size);

    static native int rbd_get_id(long image, byte[] id, long length);

    static native int rbd_resize(long image, long size);

    static native long rbd_read(long image, long position, long length, byte[] into);

    static native long rbd_write(long image, long position, long length, byte[] from);

    static native int rbd_flush(long image);

    static native int rbd_metadata_get(long image, byte[] key, byte[] value, long[] length);

    static native int rbd_metadata_set(long image, byte[] key, byte[] value);

    static native int rbd_metadata_remove(long image, byte[] key);

    static native int rbd_watchers_list(long image, long none, long[] count);

    static native int rbd_diff_iterate2(
            long image,
            long noSnapshot,
            long position,
            long length,
            byte includeParent,
            byte wholeObject,
            Piece found,
            long unused);
}
