package org.chainsmith.qemuimg.storage;

import static java.util.Objects.requireNonNull;

/**
 * What the file system says about a file.
 *
 * @param size length in bytes
 * @param allocatedBytes what it occupies on the storage; holes count nothing
 * @param device with {@code inode} the identity of the file on this host, whatever its names
 * @param permissions the mode without the type: {@code rwx} three times, set-id and sticky bits
 * @param links how many names the file has
 */
public record FileStatus(
        Type type, long size, long allocatedBytes, long device, long inode, int permissions, int links) {
    /** The kinds that matter here; sockets, pipes and devices are {@code OTHER}. */
    public enum Type {
        REGULAR,
        DIRECTORY,
        SYMLINK,
        OTHER
    }

    public FileStatus {
        requireNonNull(type, "type is null");
    }

    /** Whether both are the same file, under whatever names. */
    public boolean sameFile(FileStatus other) {
        return device == other.device && inode == other.inode;
    }
}
