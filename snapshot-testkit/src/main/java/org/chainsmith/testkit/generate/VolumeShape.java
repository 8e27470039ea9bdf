package org.chainsmith.testkit.generate;

import java.util.List;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.MemoryStore;
import org.chainsmith.testkit.request.UseCases;

/**
 * A volume to begin with.
 *
 * @param clusters size of the disk when it is made
 * @param layers what the guest writes, and how the disk is resized, in the base and between snapshots
 */
public record VolumeShape(ImageFormat format, int clusters, List<List<Move>> layers) {
    /** Numbers of the snapshots that shapes take; moves use smaller ones. */
    private static final int FIRST = 1000;

    public VolumeShape {
        layers = List.copyOf(layers);
    }

    /** Makes the volume: one layer more than snapshots. */
    public VolumeId make(MemoryStore store, UseCases useCases) {
        VolumeId volume = VolumeId.random();
        useCases.createVolume(volume, format, MemoryStore.size(clusters));
        for (int i = 0; i < layers.size(); i++) {
            if (i > 0) {
                useCases.createSnapshot(volume, new Move.Create(FIRST + i).id());
            }
            layers.get(i).forEach(move -> Guest.make(move, store, volume));
        }
        return volume;
    }
}
