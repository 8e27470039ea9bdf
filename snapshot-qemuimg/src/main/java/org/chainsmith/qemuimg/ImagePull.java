package org.chainsmith.qemuimg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.process.ToolResult;

/**
 * One pull: by block-stream where that copies just what is wanted, since it reads nothing else, otherwise by a safe
 * rebase. The proof is the same for both.
 */
final class ImagePull {
    private final FileImageInspector inspector;
    private final QemuImg qemuImg;
    private final Optional<StorageDaemon> daemon;
    private final VolumeId volume;
    private final BackingChain chain;
    private final Image top;
    private final Optional<Image> backing;
    private final PullExtents extents;

    /** Looks at the images, while the top still backs onto the image below it. */
    ImagePull(
            FileImageInspector inspector,
            QemuImg qemuImg,
            StorageDaemon daemon,
            VolumeId volume,
            BackingChain chain,
            Image top,
            Optional<Image> backing) {
        this.inspector = inspector;
        this.qemuImg = qemuImg;
        this.volume = volume;
        this.chain = chain;
        this.top = top;
        this.backing = backing;
        this.extents = PullExtents.of(layer(top), between());
        this.daemon = Optional.of(daemon).filter(there -> there.isPresent() && suitsStream());
    }

    private PullExtents.Layer layer(Image image) {
        return new PullExtents.Layer(inspector.map(volume, image), image.virtualSize());
    }

    private List<PullExtents.Layer> between() {
        List<PullExtents.Layer> layers = new ArrayList<>();
        int lowest = backing.map(image -> chain.indexOf(image.name()) + 1).orElse(0);
        for (int i = chain.indexOf(top.name()) - 1; i >= lowest; i--) {
            layers.add(layer(chain.images().get(i)));
        }
        return layers;
    }

    /**
     * The daemon opens nothing below the chain: a cluster that is partly from there would lose that part. It writes zeros
     * that a top on nothing can do without, and which a rebase leaves out.
     */
    private boolean suitsStream() {
        return backing.isPresent()
                ? extents.wholeClusters(inspector.clusterSize(volume, top))
                : extents.zeros().isEmpty();
    }

    /** The tool and its sub-command. */
    String call() {
        return daemon.isPresent() ? "qemu-storage-daemon block-stream" : "qemu-img rebase";
    }

    ToolResult run(long predictedBytes, DoubleConsumer share) {
        return daemon.map(there -> there.stream(chain, backing, qemuImg.copyLimit(predictedBytes), share))
                .orElseGet(() -> qemuImg.rebase(top, backing, predictedBytes, share));
    }

    /**
     * The top's tables, read anew, hold all that it had to take in: a new header alone proves nothing. Only where
     * something is left out, because it reads the same on the new backing, data are compared.
     */
    void prove(long predictedBytes) {
        AllocationMap now = inspector.map(volume, top);
        require(now.provided().containsAll(extents.own()), "lacks data of its own");
        ExtentMap missing = backing.isPresent() ? extents.missing(now) : extents.missingOnNothing(now);
        Image oldBacking = chain.below(top.name()).orElseThrow();
        require(
                missing.isEmpty() || qemuImg.readsAsOn(top, oldBacking, predictedBytes),
                "reads other bytes than on " + oldBacking);
    }

    private void require(boolean holds, String fact) {
        if (!holds) {
            throw new SnapshotException(ErrorCode.NOT_PROVEN, "After the pull " + top + " " + fact + ".")
                    .ofVolume(volume)
                    .ofImage(top)
                    .onChain(chain);
        }
    }
}
