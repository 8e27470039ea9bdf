package org.chainsmith.qemuimg;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.chain.Allocation;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.posix.FileStatus;
import org.chainsmith.qemuimg.posix.PosixFile;
import org.chainsmith.qemuimg.qcow2.Qcow2Allocation;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;
import org.chainsmith.qemuimg.volumes.Store;
import org.chainsmith.qemuimg.volumes.VolumeLayout;

/**
 * Inspects image files without starting a process: their names, what kind of file they are, their headers, in that
 * order, so that nothing is opened that is not a regular file of the volume within its store.
 */
public final class FileImageInspector implements ImageInspector {
    private final Store store;
    private final VolumeLayout layout;
    private final HeaderPolicy policy;
    private final int maxChain;

    public FileImageInspector(Store store, VolumeLayout layout, QemuImgConfig config) {
        this.store = requireNonNull(store, "store is null");
        this.layout = requireNonNull(layout, "layout is null");
        this.policy = new HeaderPolicy(layout, config.maxVirtualSize());
        this.maxChain = config.maxChain();
    }

    @Override
    public BackingChain chain(SnapshotLedger ledger) {
        Deque<Image> images = new ArrayDeque<>();
        Set<List<Long>> seen = new HashSet<>();
        Optional<Layer> next = Optional.of(new Layer(ledger.active(), trackedFormat(ledger, ledger.active())));
        while (next.isPresent()) {
            Layer layer = next.get();
            if (images.size() == maxChain) {
                throw refuse(
                        ledger,
                        images,
                        layer.name,
                        ErrorCode.CHAIN_TOO_DEEP,
                        "it has more than " + maxChain + " images");
            }
            try (PosixFile file = open(ledger.volume(), layer.name)) {
                FileStatus status = file.status();
                if (!seen.add(List.of(status.device(), status.inode()))) {
                    throw refuse(ledger, images, layer.name, ErrorCode.CHAIN_LOOP, "it comes back to " + layer.name);
                }
                Opened opened = inspect(ledger.volume(), layer.name, layer.format, file);
                images.addFirst(opened.facts.image());
                next = opened.below.map(below -> new Layer(below.name(), agreed(ledger, below)));
            } catch (SnapshotException e) {
                throw images.isEmpty() ? e.ofVolume(ledger.volume()) : located(ledger, images, e);
            }
        }
        return BackingChain.of(new ArrayList<>(images));
    }

    @Override
    public int maxChain() {
        return maxChain;
    }

    private record Layer(ImageName name, Optional<ImageFormat> format) {}

    private record Opened(Facts facts, Optional<HeaderPolicy.Backing> below) {}

    private Optional<ImageFormat> trackedFormat(SnapshotLedger ledger, ImageName image) {
        return layout.isOverlay(image) ? Optional.of(ImageFormat.QCOW2) : ledger.formatOf(image);
    }

    /** The format that the overlay's header records for its backing image, which must be the tracked one. */
    private Optional<ImageFormat> agreed(SnapshotLedger ledger, HeaderPolicy.Backing below) {
        trackedFormat(ledger, below.name())
                .filter(tracked -> tracked != below.format())
                .ifPresent(tracked -> {
                    throw new SnapshotException(
                                    ErrorCode.FORMAT_MISMATCH,
                                    "The overlay on " + below.name() + " takes it for " + below.format()
                                            + ", but on record it is " + tracked + ".")
                            .ofImage(below.name())
                            .hint(
                                    "Somebody wrote a header that he should not have. Find out who before anything else.");
                });
        return Optional.of(below.format());
    }

    private PosixFile open(VolumeId volume, ImageName name) {
        requireOwn(volume, name);
        return store.open(name.value());
    }

    /** Refuses every name that is not one of this volume's images. */
    void requireOwn(VolumeId volume, ImageName name) {
        if (!layout.isImage(volume, name.value())) {
            throw new SnapshotException(
                            ErrorCode.IMAGE_NAME_REFUSED,
                            ImageName.quoted(name.value()) + " is not the name of an image of volume " + volume + ".")
                    .ofVolume(volume)
                    .ofImage(name);
        }
    }

    private Opened inspect(VolumeId volume, ImageName name, Optional<ImageFormat> tracked, PosixFile file) {
        FileStatus status = file.status();
        Allocation allocation = new Allocation(status.allocatedBytes());
        ImageFormat format = tracked.orElseGet(() -> formatByExclusion(name, file));
        if (format == ImageFormat.RAW) {
            VirtualSize size = policy.allowed(name, VirtualSize.ofLength(status.size()));
            return new Opened(new Facts(new Image(name, format, size, allocation), Optional.empty()), Optional.empty());
        }
        Qcow2Header header = Qcow2Header.read(file);
        Optional<HeaderPolicy.Backing> backing = policy.accept(volume, name, header);
        Image image = new Image(name, format, header.virtualSize(), allocation);
        return new Opened(new Facts(image, backing.map(HeaderPolicy.Backing::name)), backing);
    }

    /**
     * An image on which nothing is recorded: without the magic number of qcow2 it cannot be qcow2, so that it is raw.
     * With it, a guest may have written it: then only the owner can tell.
     */
    private static ImageFormat formatByExclusion(ImageName name, PosixFile file) {
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
        Optional<PosixFile> there = store.openExisting(file);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        try (PosixFile opened = there.get()) {
            return Optional.of(inspect(volume, image, Optional.of(format), opened).facts);
        }
    }

    @Override
    public AllocationMap map(VolumeId volume, Image image) {
        try (PosixFile file = open(volume, image.name())) {
            return image.format() == ImageFormat.RAW ? rawMap(file) : qcow2Map(file);
        }
    }

    /** What is still under a temporary name provides. */
    AllocationMap mapOfOverlay(String file) {
        try (PosixFile opened = store.open(file)) {
            return qcow2Map(opened);
        }
    }

    private static AllocationMap qcow2Map(PosixFile file) {
        return Qcow2Allocation.read(file, Qcow2Header.read(file));
    }

    /** Holes are zeros; a file system that does not tell has data everywhere. */
    private static AllocationMap rawMap(PosixFile file) {
        long size = VirtualSize.ofLength(file.status().size()).bytes();
        ExtentMap whole = ExtentMap.whole(size);
        ExtentMap data = file.dataExtents().orElse(whole).below(size);
        return new AllocationMap(data, whole.difference(data));
    }

    private static SnapshotException located(SnapshotLedger ledger, Deque<Image> above, SnapshotException e) {
        return e.ofVolume(ledger.volume()).onChain("? <- " + BackingChain.of(new ArrayList<>(above)));
    }

    private static SnapshotException refuse(
            SnapshotLedger ledger, Deque<Image> above, ImageName image, ErrorCode code, String fact) {
        SnapshotException e = new SnapshotException(
                        code,
                        "The chain of volume " + ledger.volume() + " is refused: " + fact + ". Nothing was changed.")
                .ofImage(image);
        return located(ledger, above, e);
    }
}
