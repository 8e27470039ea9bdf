package org.chainsmith.qemuimg.network;

import static java.util.Objects.requireNonNull;

import org.chainsmith.qemuimg.storage.FileStatus;

/** What a server says about a file, and whose it is. */
record Attributes(FileStatus status, int user, int group) {
    private static final int TYPE = 0170000;
    private static final int PERMISSIONS = 07777;

    Attributes {
        requireNonNull(status, "status is null");
    }

    /** The type that is part of {@code st_mode}. */
    static FileStatus.Type type(int mode) {
        return switch (mode & TYPE) {
            case 0100000 -> FileStatus.Type.REGULAR;
            case 0040000 -> FileStatus.Type.DIRECTORY;
            case 0120000 -> FileStatus.Type.SYMLINK;
            default -> FileStatus.Type.OTHER;
        };
    }

    /** The permissions that are part of {@code st_mode}. */
    static int permissions(int mode) {
        return mode & PERMISSIONS;
    }
}
