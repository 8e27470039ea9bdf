package org.chainsmith.testkit.contract;

import java.util.List;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.snapshot.PointInTime;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.request.UseCases;

/** Volumes for the rules: every layer differs from every other, hides some of what is below it, and shows some. */
final class Layers {
    static final int CHUNKS = 5;
    static final VirtualSize SIZE = new VirtualSize((long) CHUNKS * World.CHUNK);

    private Layers() {}

    /** A volume {@code base <- o1 <- ... <- on}, all of it written to. */
    static Volume volume(World world, ImageFormat format, int snapshots) {
        UseCases useCases = new UseCases(world.open(Effects.DIRECT));
        VolumeId volume = VolumeId.random();
        useCases.createVolume(volume, format, SIZE);
        write(world, volume, 0);
        for (int layer = 1; layer <= snapshots; layer++) {
            useCases.createSnapshot(volume, SnapshotId.random());
            write(world, volume, layer);
        }
        return useCases.read(volume);
    }

    /** In each layer: one chunk that all layers write, one with data, one with zeros. The last chunk stays unwritten. */
    static void write(World world, VolumeId volume, int layer) {
        world.write(volume, 0, 1 + layer);
        world.write(volume, chunk(1 + layer % 3), 101 + layer);
        if (layer > 0) {
            world.write(volume, chunk(1 + (layer + 1) % 3), 0);
        }
    }

    static long chunk(int index) {
        return (long) index * World.CHUNK;
    }

    /** The ids of the volume's snapshots, oldest first. */
    static List<SnapshotId> ids(Volume volume) {
        return volume.snapshots().stream().map(PointInTime::id).toList();
    }

    static List<String> names(BackingChain chain) {
        return chain.images().stream().map(image -> image.name().value()).toList();
    }

    /** The part of the chain that a merge of this range is given: from the image below it, if there is one, to its top. */
    static BackingChain around(BackingChain chain, ImageName base, ImageName top) {
        int from = Math.max(0, chain.indexOf(base) - 1);
        return BackingChain.of(chain.images().subList(from, chain.indexOf(top) + 1));
    }

    /** The part of the chain from one image up to another. */
    static BackingChain part(BackingChain chain, ImageName from, ImageName to) {
        return BackingChain.of(chain.images().subList(chain.indexOf(from), chain.indexOf(to) + 1));
    }
}
