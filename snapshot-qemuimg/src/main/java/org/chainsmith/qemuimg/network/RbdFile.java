package org.chainsmith.qemuimg.network;

import java.util.Optional;
import java.util.UUID;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.qemuimg.posix.Errno;
import org.chainsmith.qemuimg.posix.Holes;
import org.chainsmith.qemuimg.storage.FileStatus;

/**
 * An open RBD image, which has neither mode nor owner.
 *
 * @param writable whether it was opened for writing
 */
record RbdFile(long handle, boolean writable) implements FileServer.OpenFile {
    private static final int MODE = 0600;
    private static final int LONGEST_ID = 256;

    static int checked(long result) throws CallFailed {
        if (result < 0) {
            throw new CallFailed((int) -result);
        }
        return (int) result;
    }

    long size() throws CallFailed {
        long[] size = new long[1];
        checked(Librbd.rbd_get_size(handle, size));
        return size[0];
    }

    /** What it occupies only a long search tells; it counts as all of it. */
    @Override
    public Attributes look() throws CallFailed {
        byte[] id = new byte[LONGEST_ID];
        checked(Librbd.rbd_get_id(handle, id, id.length));
        UUID identity = UUID.nameUUIDFromBytes(id);
        long size = size();
        FileStatus status = new FileStatus(
                FileStatus.Type.REGULAR,
                size,
                size,
                identity.getMostSignificantBits(),
                identity.getLeastSignificantBits(),
                MODE,
                1);
        return new Attributes(status, 0, 0);
    }

    @Override
    public int read(long position, byte[] into, int length) throws CallFailed {
        long there = Math.min(length, size() - position);
        return there <= 0 ? 0 : checked(Librbd.rbd_read(handle, position, there, into));
    }

    /** Librbd writes nothing behind the end. */
    @Override
    public int write(long position, byte[] from) throws CallFailed {
        if (position + from.length > size()) {
            truncate(position + from.length);
        }
        return checked(Librbd.rbd_write(handle, position, from.length, from));
    }

    @Override
    public void truncate(long length) throws CallFailed {
        checked(Librbd.rbd_resize(handle, length));
    }

    /** What others wrote they flush when they close the image. */
    @Override
    public void sync() throws CallFailed {
        checked(Librbd.rbd_flush(handle));
    }

    @Override
    public void changeMode(int mode) {}

    @Override
    public void changeOwner(int user, int group) {}

    @Override
    public Optional<ExtentMap> data(long size, String name) throws CallFailed {
        ExtentMap.Builder data = new ExtentMap.Builder();
        int[] pieces = new int[1];
        Librbd.Piece add = (position, length, exists, unused) -> {
            if (exists != 0) {
                data.add(position, length);
            }
            return ++pieces[0] > Holes.MOST_RUNS ? -Errno.ERANGE : 0;
        };
        int result = Librbd.rbd_diff_iterate2(handle, 0, 0, size, (byte) 1, (byte) 0, add, 0);
        if (result == -Errno.ERANGE) {
            return Optional.empty();
        }
        checked(result);
        return Optional.of(data.build().below(size));
    }

    /** A client that has the image open for writing watches it; one that died does so for another half minute. */
    @Override
    public boolean hasOtherWriters() throws CallFailed {
        long[] watchers = new long[1];
        int result = Librbd.rbd_watchers_list(handle, 0, watchers);
        if (result != -Errno.ERANGE) {
            checked(result);
        }
        return watchers[0] > (writable ? 1 : 0);
    }

    @Override
    public void close() {
        Librbd.rbd_close(handle);
    }
}
