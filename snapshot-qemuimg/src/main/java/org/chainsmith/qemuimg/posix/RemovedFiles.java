package org.chainsmith.qemuimg.posix;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.FileStatus;

/**
 * Large files of a directory whose names are gone. Giving their space back can take a file system seconds; it does so when
 * nobody has the file open any more. So they are held until the removal of the names is durable, and then let go of
 * behind the back of the operation, as XFS does by itself. If this process dies, the kernel lets go of them.
 *
 * <p>Only on file systems of this host: a server's file that is removed while it is open gets another name.
 */
final class RemovedFiles {
    private static final Set<Long> LOCAL = Set.of(0xEF53L, 0x58465342L, 0x9123683EL); // ext2 to ext4, XFS, Btrfs
    private static final long LARGE = 1 << 20;
    private static final int ONLY_HOLD = Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;

    private final Descriptor directory;
    private final List<Descriptor> held = new ArrayList<>();
    private CompletableFuture<?> releasing = CompletableFuture.completedFuture(null);

    RemovedFiles(Descriptor directory) {
        this.directory = directory;
    }

    /** The file, if it is to be held while it loses its last name. */
    Optional<Descriptor> hold(String name, byte[] component) {
        int number = (int) Errno.call(() -> Libc.openat(directory.number(), component, ONLY_HOLD, 0));
        if (number < 0) {
            return Optional.empty();
        }
        Descriptor file = new Descriptor(number, name);
        try {
            if (isLarge(file.status()) && isLocal(number)) {
                return Optional.of(file);
            }
        } catch (SnapshotException e) {
            file.close();
            throw e;
        }
        file.close();
        return Optional.empty();
    }

    private static boolean isLarge(FileStatus status) {
        return status.links() == 1 && status.allocatedBytes() >= LARGE;
    }

    private static boolean isLocal(int number) {
        byte[] statfs = new byte[Struct.STATFS_LENGTH];
        return Errno.call(() -> Libc.fstatfs(number, statfs)) == 0 && LOCAL.contains(Struct.fileSystem(statfs));
    }

    /** Takes over a file that has no name any more. */
    synchronized void add(Descriptor file) {
        held.add(file);
    }

    /** Begins to let go of what is held. */
    synchronized void release() {
        if (!held.isEmpty()) {
            List<Descriptor> files = List.copyOf(held);
            held.clear();
            releasing = releasing.thenRunAsync(() -> files.forEach(Descriptor::close));
        }
    }

    /** Returns when nothing is held any more. */
    void releaseAll() {
        release();
        ended().join();
    }

    private synchronized CompletableFuture<?> ended() {
        return releasing;
    }
}
