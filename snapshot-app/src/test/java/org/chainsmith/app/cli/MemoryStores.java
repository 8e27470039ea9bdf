package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.chainsmith.app.config.GuestStores;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryStore;

/** All directories are one store in memory. */
final class MemoryStores implements GuestStores {
    private final MemoryStore store;

    MemoryStores(MemoryStore store) {
        this.store = requireNonNull(store, "store is null");
    }

    @Override
    public SnapshotBackend volumes(Path directory) {
        return new MemoryBackend(store);
    }

    @Override
    public SnapshotBackend disk(ImageLocation base, Attachment at, VolumeId volume) {
        return new MemoryBackend(store);
    }

    @Override
    public void close() {}
}
