package org.chainsmith.qemuimg.posix;

import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.FileStatus;

/**
 * Opens regular files by name within a directory: never through a symlink, never a pipe or device (not even for a
 * moment, as opening some has effects), never waiting.
 */
final class Opening {
    private static final int SAFELY = Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC;
    /** How often a name may come to mean another file just while it is being opened. */
    private static final int TRIES = 16;

    private final int directory;
    private final String name;
    private final byte[] component;

    Opening(int directory, String name) {
        this.directory = directory;
        this.name = name;
        this.component = Names.component(name);
    }

    Optional<FileStatus> status() {
        byte[] statx = new byte[Struct.STATX_LENGTH];
        long result = Errno.call(
                () -> Libc.statx(directory, component, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, statx));
        if (result == 0) {
            return Optional.of(Struct.status(statx));
        }
        int errno = Errno.last();
        if (errno == Errno.ENOENT) {
            return Optional.empty();
        }
        throw Errno.error(errno, "look at", name);
    }

    /** Looks, opens, and looks again; a file that was replaced in between (an atomic rename) is looked at anew. */
    Optional<PosixFile> existing(int access) {
        for (int i = 0; i < TRIES; i++) {
            Optional<FileStatus> before = status();
            if (before.isEmpty()) {
                return Optional.empty();
            }
            requireRegular(before.get());
            Optional<PosixFile> file = same(before.get(), access);
            if (file.isPresent()) {
                return file;
            }
        }
        throw changing();
    }

    /** Opens the file if it is still the one that was looked at. */
    Optional<PosixFile> same(FileStatus expected, int access) {
        int number = (int) Errno.call(() -> Libc.openat(directory, component, access | SAFELY, 0));
        if (number < 0) {
            return notOpened(Errno.last());
        }
        PosixFile file = opened(number);
        FileStatus actual = file.statusWhenOpened();
        if (actual.type() == FileStatus.Type.REGULAR && actual.sameFile(expected)) {
            return Optional.of(file);
        }
        file.close();
        return Optional.empty();
    }

    private PosixFile opened(int number) {
        Descriptor descriptor = new Descriptor(number, name);
        try {
            return new PosixFile(descriptor, name);
        } catch (SnapshotException e) {
            descriptor.close();
            throw e;
        }
    }

    /** What was there when we looked is gone or is another thing now: look again. */
    private Optional<PosixFile> notOpened(int errno) {
        return switch (errno) {
            case Errno.ENOENT, Errno.ELOOP, Errno.EISDIR, Errno.ENXIO, Errno.ENODEV -> Optional.empty();
            default -> throw Errno.error(errno, "open", name);
        };
    }

    /** Empty if the name is taken. */
    Optional<PosixFile> created(int mode) {
        int flags = Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | SAFELY;
        int number = (int) Errno.call(() -> Libc.openat(directory, component, flags, mode));
        if (number < 0) {
            int errno = Errno.last();
            if (errno == Errno.EEXIST) {
                return Optional.empty();
            }
            throw Errno.error(errno, "create", name);
        }
        PosixFile file = opened(number);
        try {
            file.changePermissions(mode);
            return Optional.of(file);
        } catch (SnapshotException e) {
            file.close();
            Libc.unlinkat(directory, component, 0);
            throw e;
        }
    }

    PosixFile existingOrCreated(int mode) {
        for (int i = 0; i < TRIES; i++) {
            Optional<PosixFile> file = existing(Libc.O_RDWR).or(() -> created(mode));
            if (file.isPresent()) {
                return file.get();
            }
        }
        throw changing();
    }

    private void requireRegular(FileStatus status) {
        if (status.type() != FileStatus.Type.REGULAR) {
            throw new SnapshotException(
                    ErrorCode.IMAGE_NOT_REGULAR,
                    "Not a regular file but " + kind(status.type()) + ": " + Names.quoted(name));
        }
    }

    private static String kind(FileStatus.Type type) {
        return switch (type) {
            case REGULAR -> "a file";
            case DIRECTORY -> "a directory";
            case SYMLINK -> "a symbolic link";
            case OTHER -> "a pipe, socket or device";
        };
    }

    private SnapshotException changing() {
        return new SnapshotException(
                ErrorCode.IMAGE_IN_USE, "Replaced again and again while being opened: " + Names.quoted(name));
    }
}
