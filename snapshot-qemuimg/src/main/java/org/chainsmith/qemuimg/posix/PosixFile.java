package org.chainsmith.qemuimg.posix;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.ImageFile;

/**
 * An open regular file. Reads and writes name their position, so several threads may use it at once; closing while
 * another thread uses it is not allowed. Every failure is a SnapshotException: NO_SPACE, or IO_ERROR with the name of
 * the error number.
 */
public final class PosixFile implements ImageFile {
    private final Descriptor descriptor;
    private final String name;
    private final FileStatus opened;
    private volatile boolean locked;

    /** Takes over the descriptor. */
    PosixFile(Descriptor descriptor, String name) {
        this.descriptor = descriptor;
        this.name = name;
        this.opened = descriptor.status();
    }

    /** The name under which it was opened. */
    @Override
    public String name() {
        return name;
    }

    /** As it is now. */
    @Override
    public FileStatus status() {
        return descriptor.status();
    }

    /** As it was when it was opened: costs nothing. */
    @Override
    public FileStatus statusWhenOpened() {
        return opened;
    }

    /**
     * Fills the buffer from the position on, up to the end of the file.
     *
     * @return how many bytes were read; fewer than asked for only at the end of the file
     */
    @Override
    public int read(long position, ByteBuffer into) {
        int fd = descriptor.number();
        int start = into.position();
        while (into.hasRemaining()) {
            int count = Transfer.read(fd, position + into.position() - start, into, name);
            if (count == 0) {
                break;
            }
        }
        return into.position() - start;
    }

    /** Writes all that remains in the buffer; on failure an unknown part of it is written. */
    @Override
    public void write(long position, ByteBuffer from) {
        int fd = descriptor.number();
        int start = from.position();
        while (from.hasRemaining()) {
            Transfer.write(fd, position + from.position() - start, from, name);
        }
    }

    /** Cuts the file, or lengthens it by a hole. */
    @Override
    public void truncate(long length) {
        int fd = descriptor.number();
        Errno.checked(() -> Libc.ftruncate(fd, length), "set the length of", name);
    }

    /** Sets exactly this mode, whatever the umask. */
    public void changePermissions(int mode) {
        descriptor.changePermissions(mode);
    }

    /** Returns when contents and length are durable (fsync). After an error nothing may be taken for durable. */
    @Override
    public void sync() {
        descriptor.sync();
    }

    /**
     * Takes the exclusive lock on the whole file without waiting. It belongs to this opening of the file (Linux open
     * file description lock): it excludes other openings in this process too, and ends with {@link #close()} or with
     * the process. The file must be open for writing.
     *
     * @return false if anybody else holds a lock on any part of the file
     */
    public boolean tryLock() {
        locked = Locks.tryExclusive(descriptor.number(), name);
        return locked;
    }

    /**
     * Whether any other opening of the file, here or in another process, holds a lock within the range. Takes no lock.
     *
     * @param length 0 for everything up to the end
     */
    @Override
    public boolean lockedByOthers(long from, long length) {
        return Locks.heldByOthers(descriptor.number(), from, length, name);
    }

    /**
     * Where the file has data, as opposed to holes that read as zeros. What is reported as data may be zeros too.
     *
     * @return empty if the file system does not tell, or if the data are in more than 2 Mi pieces
     */
    @Override
    public Optional<ExtentMap> dataExtents() {
        return Holes.data(descriptor.number(), descriptor.status().size(), name);
    }

    /**
     * Closes once; releases the lock at once, also while another thread starts a program, which holds a copy of this
     * opening for a moment.
     */
    @Override
    public void close() {
        try {
            if (locked) {
                locked = false;
                Locks.release(descriptor.number(), name);
            }
        } finally {
            descriptor.close();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
