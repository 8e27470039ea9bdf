package org.chainsmith.qemuimg.inspect;

import org.chainsmith.qemuimg.storage.ImageFile;

/** Tells whether QEMU has an image open for writing, by the locks that it holds on the file. Takes no lock. */
final class Writers {
    /**
     * QEMU locks a byte for each thing that it may do to an image: 101 to write, 102 to write what does not change what
     * the guest reads, 103 to resize. Source: QEMU, docs/system/images (image locking) and block/file-posix.c.
     */
    private static final long FIRST = 101;

    private static final long BYTES = 3;

    private Writers() {}

    /** Whether anybody has; on a file system without locks nobody is seen. */
    static boolean haveOpen(ImageFile file) {
        return file.lockedByOthers(FIRST, BYTES);
    }
}
