package org.chainsmith.qemuimg.storage;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.chainsmith.core.chain.ExtentMap;

/**
 * An open image. Reads and writes name their position, so several threads may use it at once; closing while another
 * thread uses it is not allowed. Every failure is a SnapshotException: NO_SPACE, or IO_ERROR with the name of the error.
 */
public interface ImageFile extends AutoCloseable {
    /** The name under which it was opened. */
    String name();

    /** As it is now. */
    FileStatus status();

    /** As it was when it was opened: costs nothing. */
    FileStatus statusWhenOpened();

    /**
     * Fills the buffer from the position on, up to the end of the file.
     *
     * @return how many bytes were read; fewer than asked for only at the end of the file
     */
    int read(long position, ByteBuffer into);

    /** Writes all that remains in the buffer; on failure an unknown part of it is written. */
    void write(long position, ByteBuffer from);

    /** Cuts the file, or lengthens it by zeros that occupy nothing. */
    void truncate(long length);

    /** Returns when contents and length are durable. After an error nothing may be taken for durable. */
    void sync();

    /**
     * Whether anybody else, here or in another process, holds a lock within the range. Takes no lock.
     *
     * @param length 0 for everything up to the end
     * @return false where the storage has no locks: then nothing is known
     */
    boolean lockedByOthers(long from, long length);

    /**
     * Where the file has data, as opposed to holes that read as zeros. What is reported as data may be zeros too.
     *
     * @return empty if the storage does not tell, or if the data are in very many pieces
     */
    Optional<ExtentMap> dataExtents();

    /** Closes once. Never reports what was not written: that does {@link #sync()}. */
    @Override
    void close();
}
