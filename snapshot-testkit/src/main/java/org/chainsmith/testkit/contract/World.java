package org.chainsmith.testkit.contract;

import java.util.List;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.VolumeId;

/** An empty store of its own, for one test: what the kit needs beside the ports. */
public interface World extends AutoCloseable {
    /** Bytes that a guest writes at once; offsets are multiples of it. */
    int CHUNK = 64 << 10;

    /**
     * Opens a backend on the store, as another process would. Backends opened before may be dead (killed within an
     * effect) or alive; all are over with the world. Every outward effect passes through these.
     */
    SnapshotBackend open(Effects effects);

    /** A guest writes a chunk of this pattern to the volume's active layer; pattern 0 writes zeros. */
    void write(VolumeId volume, long offset, int pattern);

    /** Stands for all bytes of the image as read through its chain: equal if and only if those and the size are equal. */
    String digest(VolumeId volume, ImageName image);

    /** The names of all images and of whatever lies about under other names; without records, logs and locks. */
    List<String> names();

    @Override
    void close();
}
