package org.chainsmith.qemuimg;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.inspect.Allocations;
import org.chainsmith.qemuimg.inspect.ChainWalk;
import org.chainsmith.qemuimg.inspect.Layer;
import org.chainsmith.qemuimg.inspect.Limits;
import org.chainsmith.qemuimg.inspect.Reach;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;
import org.chainsmith.qemuimg.storage.ImageFile;
import org.chainsmith.qemuimg.volumes.Store;
import org.chainsmith.qemuimg.volumes.VolumeLayout;

/**
 * Inspects image files without starting a process: their names, what kind of file they are, their headers, in that
 * order, so that nothing is opened that is not a regular file of the volume within its store.
 */
public final class FileImageInspector implements ImageInspector {
    private final Store store;
    private final VolumeLayout layout;
    private final Reach.HeaderNames names;
    private final Limits limits;

    FileImageInspector(Store store, VolumeLayout layout, Reach.HeaderNames names, QemuImgConfig config) {
        this.store = requireNonNull(store, "store is null");
        this.layout = requireNonNull(layout, "layout is null");
        this.names = requireNonNull(names, "names is null");
        this.limits = new Limits(config.maxChain(), config.maxVirtualSize());
    }

    @Override
    public BackingChain chain(SnapshotLedger ledger) {
        VolumeId volume = ledger.volume();
        Deque<Image> images = new ArrayDeque<>();
        ChainWalk walk = new ChainWalk(
                ledger.active(),
                name -> open(volume, name),
                name -> trackedFormat(ledger, name),
                limits,
                (name, format, file) -> look(volume, name, format, file));
        try {
            Optional<Layer> next = walk.next();
            while (next.isPresent()) {
                images.addFirst(next.get().accepted().image());
                next = walk.next();
            }
        } catch (SnapshotException e) {
            throw images.isEmpty() ? e.ofVolume(volume) : located(ledger, images, e);
        }
        return BackingChain.of(new ArrayList<>(images));
    }

    @Override
    public int maxChain() {
        return limits.maxChain();
    }

    private Optional<ImageFormat> trackedFormat(SnapshotLedger ledger, ImageName image) {
        return layout.formatOf(image).or(() -> ledger.formatOf(image));
    }

    private ImageFile open(VolumeId volume, ImageName name) {
        requireOwn(volume, name);
        return store.open(name.value());
    }

    /** Refuses every name that is not one of this volume's images. */
    void requireOwn(VolumeId volume, ImageName name) {
        Reach.withinVolume(layout, volume, names).requireOwn(name);
    }

    private Layer look(VolumeId volume, ImageName name, Optional<ImageFormat> tracked, ImageFile file) {
        ImageFormat format = tracked.orElseGet(() -> formatByExclusion(name, file));
        return Layer.read(name, format, file, Reach.withinVolume(layout, volume, names), limits.maxVirtualSize());
    }

    /**
     * An image on which nothing is recorded: without the magic number of qcow2 it cannot be qcow2, so that it is raw.
     * With it, a guest may have written it: then only the owner can tell.
     */
    private static ImageFormat formatByExclusion(ImageName name, ImageFile file) {
        if (Qcow2Header.hasMagic(file)) {
            throw new SnapshotException(
                            ErrorCode.FORMAT_UNKNOWN,
                            "The format of " + name
                                    + " is not on record. It begins like a qcow2 image, but a guest can write "
                                    + "such bytes into a raw disk. Nothing was changed.")
                    .ofImage(name)
                    .hint("Say what it is: chainsmith volume adopt VOLUME --format raw|qcow2.");
        }
        return ImageFormat.RAW;
    }

    @Override
    public Optional<Facts> find(VolumeId volume, ImageName image, ImageFormat format) {
        return find(volume, image.value(), image, format);
    }

    /** {@link #find} for an image that is still under another name. */
    Optional<Facts> find(VolumeId volume, String file, ImageName image, ImageFormat format) {
        requireOwn(volume, image);
        Optional<ImageFile> there = store.openExisting(file);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        try (ImageFile opened = there.get()) {
            Layer layer = look(volume, image, Optional.of(format), opened).accepted();
            return Optional.of(new Facts(layer.image(), layer.backing().map(Layer.Backing::name)));
        }
    }

    @Override
    public AllocationMap map(VolumeId volume, Image image) {
        try (ImageFile file = open(volume, image.name())) {
            return Allocations.of(image.format(), file);
        }
    }

    /** The unit in which a qcow2 image provides guest bytes. */
    long clusterSize(VolumeId volume, Image image) {
        try (ImageFile file = open(volume, image.name())) {
            return Qcow2Header.read(file).clusterSize();
        }
    }

    /** What is still under a temporary name provides. */
    AllocationMap mapOfOverlay(String file) {
        try (ImageFile opened = store.open(file)) {
            return Allocations.of(ImageFormat.QCOW2, opened);
        }
    }

    private static SnapshotException located(SnapshotLedger ledger, Deque<Image> above, SnapshotException e) {
        return e.ofVolume(ledger.volume()).onChain("? <- " + BackingChain.of(new ArrayList<>(above)));
    }
}
