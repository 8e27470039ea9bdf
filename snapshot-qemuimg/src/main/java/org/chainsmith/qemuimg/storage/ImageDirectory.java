package org.chainsmith.qemuimg.storage;

import java.util.List;
import java.util.Optional;

/**
 * The place where the images of a volume are, side by side: a directory of the host or of a server, a pool. Names are
 * single components; anything else is IMAGE_NAME_REFUSED. Symbolic links are never followed. Nothing syncs by itself.
 * Failures without a code of their own are NO_SPACE or IO_ERROR. Threads may share it; closing while another thread uses
 * it is not allowed.
 */
public interface ImageDirectory extends AutoCloseable {
    /** The names in it, unsorted. */
    List<String> names();

    /** What the name itself is, a symbolic link included; empty if there is nothing. */
    Optional<FileStatus> status(String name);

    /**
     * Opens a file for reading.
     *
     * @throws org.chainsmith.core.error.SnapshotException IMAGE_MISSING if absent, IMAGE_NOT_REGULAR for everything that
     *     is no file (which is not opened), IMAGE_IN_USE if it is being replaced all the time
     */
    ImageFile openRegular(String name);

    /** As {@link #openRegular}, but empty if absent. */
    Optional<? extends ImageFile> openExisting(String name);

    /**
     * Creates a file with exactly this mode, open for reading and writing. There may be places that make files only
     * under a {@link TemporaryName}, for {@link #link} to give them that name for which it stands.
     *
     * @throws org.chainsmith.core.error.SnapshotException IMAGE_EXISTS if the name is taken, by whatever
     */
    ImageFile createNew(String name, int mode);

    /**
     * {@link #createNew} with the mode of another file, and with its owner where nobody else sees to it: to files of the
     * host the hypervisor itself gives QEMU access.
     *
     * @throws org.chainsmith.core.error.SnapshotException IMAGE_MISSING if there is no other file
     */
    ImageFile createLike(String name, String model);

    /**
     * Gives a file a final name; the one before may stay as a second name or not. Never replaces.
     *
     * @return true when {@code to} is a name of that file now (also if it was before: a lost reply of a server looks
     *     so); false if {@code to} is something else, which is left alone
     * @throws org.chainsmith.core.error.SnapshotException IMAGE_MISSING if {@code from} is absent
     */
    boolean link(String from, String to);

    /** Removes a name, not a directory; false if it was absent. */
    boolean unlink(String name);

    /** Returns when all names in it are durable. */
    void sync();

    /** What may still be written there. */
    long freeBytes();

    /** Whether {@link #unlink} takes every image. */
    default boolean removesImages() {
        return true;
    }

    /** The unit of the length of a file that QEMU is to read there: 1 where any length will do. */
    int lengthUnit();

    @Override
    void close();
}
