package org.chainsmith.qemuimg.posix;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.ImageDirectory;

/**
 * A directory that was opened once. Everything below goes by name relative to its descriptor, so that nobody who swaps a
 * parent later can lead us elsewhere. Names are single components; anything else is IMAGE_NAME_REFUSED. Symlinks are
 * never followed. Nothing but {@link #createChild} syncs by itself. Failures without a code of their own are NO_SPACE or
 * IO_ERROR. Threads may share it; closing while another thread uses it is not allowed.
 */
public final class Directory implements ImageDirectory {
    private static final int OPEN = Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC;

    private final Descriptor descriptor;
    private final Path path;

    private Directory(int number, Path path) {
        this.descriptor = new Descriptor(number, path.toString());
        this.path = path;
    }

    /**
     * Opens the directory that the operator configured; symlinks in this path are the operator's and are followed.
     *
     * @throws SnapshotException STORE_NOT_FOUND if absent, STORE_UNSAFE if not a directory
     */
    public static Directory open(Path path) {
        byte[] bytes = Names.path(path.toString());
        return opened(Errno.call(() -> Libc.open(bytes, OPEN, 0)), path);
    }

    /**
     * Opens a directory within this one.
     *
     * @throws SnapshotException STORE_NOT_FOUND if absent, STORE_UNSAFE if a symlink or not a directory
     */
    public Directory child(String name) {
        byte[] component = Names.component(name);
        int fd = descriptor.number();
        return opened(Errno.call(() -> Libc.openat(fd, component, OPEN | Libc.O_NOFOLLOW, 0)), path.resolve(name));
    }

    private static Directory opened(long result, Path path) {
        if (result >= 0) {
            return new Directory((int) result, path);
        }
        int errno = Errno.last();
        throw switch (errno) {
            case Errno.ENOENT ->
                new SnapshotException(ErrorCode.STORE_NOT_FOUND, "No such directory: " + Names.quoted(path.toString()));
            case Errno.ENOTDIR, Errno.ELOOP ->
                new SnapshotException(
                        ErrorCode.STORE_UNSAFE,
                        "Not a directory, or a symbolic link: " + Names.quoted(path.toString()) + " ("
                                + Errno.name(errno) + ")");
            default -> Errno.error(errno, "open directory", path.toString());
        };
    }

    /** Opens a directory within this one, created durably with exactly this mode if it was not there. */
    public Directory createChild(String name, int mode) {
        byte[] component = Names.component(name);
        int fd = descriptor.number();
        if (Errno.call(() -> Libc.mkdirat(fd, component, mode)) != 0) {
            int errno = Errno.last();
            if (errno == Errno.EEXIST) {
                return child(name);
            }
            throw Errno.error(errno, "create directory", name);
        }
        Directory child = child(name);
        try {
            child.descriptor.changePermissions(mode);
            sync();
            return child;
        } catch (SnapshotException e) {
            child.close();
            throw e;
        }
    }

    /** What the name itself is, a symlink included; empty if there is nothing. */
    @Override
    public Optional<FileStatus> status(String name) {
        return opening(name).status();
    }

    /**
     * Opens a file for reading.
     *
     * @throws SnapshotException IMAGE_MISSING if absent, IMAGE_NOT_REGULAR for a symlink, directory, pipe or device
     *     (none of which is opened), IMAGE_IN_USE if it is being replaced all the time
     */
    @Override
    public PosixFile openRegular(String name) {
        return openExisting(name).orElseThrow(() -> missing(name));
    }

    /** As {@link #openRegular}, but empty if absent. */
    @Override
    public Optional<PosixFile> openExisting(String name) {
        return opening(name).existing(Libc.O_RDONLY);
    }

    /** As {@link #openRegular}, for reading and writing. */
    public PosixFile openForWriting(String name) {
        return opening(name).existing(Libc.O_RDWR).orElseThrow(() -> missing(name));
    }

    /**
     * Creates a file with exactly this mode, open for reading and writing.
     *
     * @throws SnapshotException IMAGE_EXISTS if the name is taken, by whatever
     */
    @Override
    public PosixFile createNew(String name, int mode) {
        return opening(name)
                .created(mode)
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.IMAGE_EXISTS, "There is a file of this name already: " + Names.quoted(name)));
    }

    @Override
    public PosixFile createLike(String name, String model) {
        return createNew(name, status(model).orElseThrow(() -> missing(model)).permissions());
    }

    /** As {@link #openForWriting}; a file that is absent is created with exactly this mode. */
    public PosixFile openOrCreate(String name, int mode) {
        return opening(name).existingOrCreated(mode);
    }

    /**
     * Gives a file a second name. Never replaces.
     *
     * @return true when {@code to} is a name of that file now (also if it was before: a lost reply of NFS looks so);
     *     false if {@code to} is something else, which is left alone
     * @throws SnapshotException IMAGE_MISSING if {@code from} is absent
     */
    @Override
    public boolean link(String from, String to) {
        byte[] source = Names.component(from);
        byte[] target = Names.component(to);
        int fd = descriptor.number();
        if (Errno.call(() -> Libc.linkat(fd, source, fd, target, 0)) == 0) {
            return true;
        }
        int errno = Errno.last();
        return switch (errno) {
            case Errno.EEXIST -> sameFile(from, to);
            case Errno.ENOENT -> throw missing(from);
            default -> throw Errno.error(errno, "link as " + Names.quoted(to) + " the file", from);
        };
    }

    private boolean sameFile(String one, String other) {
        Optional<FileStatus> there = status(other);
        return status(one)
                .filter(here -> there.filter(here::sameFile).isPresent())
                .isPresent();
    }

    /**
     * Renames within the directory; replaces a file that has the new name, atomically.
     *
     * @throws SnapshotException IMAGE_MISSING if {@code from} is absent
     */
    public void rename(String from, String to) {
        byte[] source = Names.component(from);
        byte[] target = Names.component(to);
        int fd = descriptor.number();
        if (Errno.call(() -> Libc.renameat(fd, source, fd, target)) != 0) {
            int errno = Errno.last();
            throw errno == Errno.ENOENT
                    ? missing(from)
                    : Errno.error(errno, "rename to " + Names.quoted(to) + " the file", from);
        }
    }

    /** Removes a name, not a directory; false if it was absent. */
    @Override
    public boolean unlink(String name) {
        byte[] component = Names.component(name);
        int fd = descriptor.number();
        if (Errno.call(() -> Libc.unlinkat(fd, component, 0)) == 0) {
            return true;
        }
        int errno = Errno.last();
        if (errno == Errno.ENOENT) {
            return false;
        }
        throw Errno.error(errno, "remove", name);
    }

    /** The names in it, unsorted. Bytes that are not UTF-8 show as U+FFFD; such a name cannot be opened, only seen. */
    @Override
    public List<String> names() {
        return Entries.names(descriptor.number(), path.toString());
    }

    /** Returns when all names in it are durable (fsync). */
    @Override
    public void sync() {
        descriptor.sync();
    }

    /** What an unprivileged process may still write on this file system. */
    @Override
    public long freeBytes() {
        byte[] statvfs = new byte[Struct.STATVFS_LENGTH];
        int fd = descriptor.number();
        Errno.checked(() -> Libc.fstatvfs(fd, statvfs), "ask for the free space of", path.toString());
        return Struct.freeBytes(statvfs);
    }

    @Override
    public int lengthUnit() {
        return 1;
    }

    /** The path under which it was opened; somebody may have moved it since. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private Opening opening(String name) {
        return new Opening(descriptor.number(), name);
    }

    private static SnapshotException missing(String name) {
        return new SnapshotException(ErrorCode.IMAGE_MISSING, "No such file: " + Names.quoted(name));
    }
}
