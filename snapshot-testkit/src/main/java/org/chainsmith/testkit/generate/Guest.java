package org.chainsmith.testkit.generate;

import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.MemoryStore;

/** Makes the moves that are no requests. */
public final class Guest {
    private Guest() {}

    /** Writes or resizes; any other move is none of the guest's. */
    public static void make(Move move, MemoryStore store, VolumeId volume) {
        if (move instanceof Move.Write write) {
            long cluster = write.cluster() % store.length(volume);
            if (write.content() == 0) {
                store.writeZeros(volume, cluster);
            } else {
                store.write(volume, cluster, write.content());
            }
        } else if (move instanceof Move.Resize resize) {
            store.resize(volume, resize.clusters());
        } else {
            throw new IllegalArgumentException("not a guest's move: " + move);
        }
    }
}
