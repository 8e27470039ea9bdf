package org.chainsmith.qemuimg;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.chainsmith.core.backend.ImageInspector.Facts;
import org.chainsmith.core.backend.OfflineImages;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.process.ProcessCounters;
import org.chainsmith.qemuimg.process.ToolResult;
import org.chainsmith.qemuimg.qcow2.NewQcow2;
import org.chainsmith.qemuimg.storage.ImageFile;
import org.chainsmith.qemuimg.storage.TemporaryName;
import org.chainsmith.qemuimg.volumes.Store;
import org.chainsmith.qemuimg.volumes.VolumeLayout;

/**
 * Changes image files with QEMU's tools, and makes new ones without them. New images are made under a temporary name,
 * inspected, synced, and only then linked into place, which never replaces. Every image that a tool wrote is synced
 * through a descriptor that was open before, so that no write error is missed.
 */
public final class QemuImgImages implements OfflineImages {
    private final Store store;
    private final VolumeLayout layout;
    private final ImageAddresses addresses;
    private final FileImageInspector inspector;
    private final QemuImg qemuImg;
    private final StorageDaemon daemon;
    private final int newFileMode;

    QemuImgImages(
            Store store,
            VolumeLayout layout,
            ImageAddresses addresses,
            FileImageInspector inspector,
            QemuImgConfig config) {
        this.store = requireNonNull(store, "store is null");
        this.layout = requireNonNull(layout, "layout is null");
        this.addresses = requireNonNull(addresses, "addresses is null");
        this.inspector = requireNonNull(inspector, "inspector is null");
        this.qemuImg = new QemuImg(config, addresses);
        this.daemon = new StorageDaemon(config.storageDaemon(), addresses);
        this.newFileMode = config.newFileMode();
    }

    @Override
    public void requireIdle(VolumeId volume, List<Image> images) {
        qemuImg.requirePresent();
        addresses.driver().ifPresent(driver -> {
            daemon.requirePresent();
            qemuImg.requireDriver(driver);
        });
        for (Image image : images) {
            Optional<ImageFile> there = store.openExisting(image.name().value());
            if (there.isPresent()) {
                requireIdle(volume, there.get());
            }
        }
    }

    /** QEMU locks bytes of the images that it has open. Source: QEMU, docs/system/images, image locking. */
    private static void requireIdle(VolumeId volume, ImageFile image) {
        try (image) {
            if (image.lockedByOthers(0, 0)) {
                throw new SnapshotException(
                                ErrorCode.IMAGE_IN_USE,
                                "The image " + image.name() + " is in use by a guest or a tool. Nothing was changed.")
                        .ofVolume(volume)
                        .ofImage(image.name())
                        .hint("Stop the guest, or wait until the tool has ended.");
            }
        }
    }

    @Override
    public void requireSound(VolumeId volume, Image image) {
        if (image.format() != ImageFormat.QCOW2) {
            return;
        }
        ToolResult result = qemuImg.check(image);
        if (result.exitCode() != 0 && result.exitCode() != QemuImg.LEAKS_ONLY) {
            throw new SnapshotException(
                            ErrorCode.CHECK_FAILED,
                            "qemu-img check finds " + image + " damaged (status " + result.exitCode() + ", "
                                    + QemuImgErrors.said(result) + ").")
                    .ofVolume(volume)
                    .ofImage(image)
                    .hint("Repair it with qemu-img check -r all, on a copy first.");
        }
    }

    @Override
    public long freeBytes(VolumeId volume) {
        return store.freeBytes();
    }

    @Override
    public void createBase(VolumeId volume, Image base) {
        create(volume, base, Optional.empty());
    }

    @Override
    public void createOverlay(VolumeId volume, Image overlay, Image backing) {
        requireOwn(volume, backing.name());
        if (store.status(backing.name().value()).isEmpty()) {
            throw new SnapshotException(
                            ErrorCode.IMAGE_MISSING, "There is no image " + backing + " to put an overlay on.")
                    .ofVolume(volume)
                    .ofImage(backing);
        }
        create(volume, overlay, Optional.of(backing));
    }

    private void create(VolumeId volume, Image image, Optional<Image> backing) {
        requireOwn(volume, image.name());
        String name = image.name().value();
        if (store.status(name).isPresent()) {
            requireFitting(volume, name, image, backing);
            return;
        }
        String temporary = TemporaryName.of(name);
        try {
            store.discard(temporary);
            make(volume, temporary, image, backing);
            if (!store.linkInPlace(temporary, name)) {
                throw new SnapshotException(ErrorCode.IMAGE_EXISTS, "Somebody else made " + name + " meanwhile.")
                        .ofImage(name);
            }
        } finally {
            store.discard(temporary);
        }
    }

    private void make(VolumeId volume, String temporary, Image image, Optional<Image> backing) {
        try (ImageFile file = backing.map(
                        below -> store.createLike(temporary, below.name().value()))
                .orElseGet(() -> store.createNew(temporary, newFileMode))) {
            store.effect("write " + temporary, () -> writeEmpty(file, image, backing));
            requireFitting(volume, temporary, image, backing);
            store.sync(file);
        }
    }

    private void writeEmpty(ImageFile file, Image image, Optional<Image> backing) {
        if (image.format() == ImageFormat.RAW) {
            file.truncate(image.virtualSize().bytes());
        } else {
            new NewQcow2(image.virtualSize(), backing.map(this::inHeader)).writeTo(file, store.lengthUnit());
        }
    }

    private NewQcow2.Backing inHeader(Image backing) {
        return new NewQcow2.Backing(addresses.inHeader(backing.name()), backing.format());
    }

    private void requireOwn(VolumeId volume, ImageName image) {
        inspector.requireOwn(volume, image);
    }

    /** The image is there with the planned size and backing, and an overlay is empty. */
    private void requireFitting(VolumeId volume, String file, Image image, Optional<Image> backing) {
        Facts facts = inspector.find(volume, file, image.name(), image.format()).orElseThrow();
        boolean fits = facts.image().virtualSize().equals(image.virtualSize())
                && facts.backing().equals(backing.map(Image::name))
                && (backing.isEmpty() || inspector.mapOfOverlay(file).provided().isEmpty());
        if (!fits) {
            throw new SnapshotException(
                            ErrorCode.IMAGE_EXISTS,
                            "The image " + file + " is there, but it is not the empty image that was planned.")
                    .ofVolume(volume)
                    .ofImage(file)
                    .hint("It belongs to nobody on record. Move it away if you know that nobody needs it.");
        }
    }

    @Override
    public void discardUnfinished(VolumeId volume) {
        store.unfinished(volume, layout).forEach(store::discard);
    }

    @Override
    public List<ImageName> present(VolumeId volume) {
        return store.images(volume, layout);
    }

    @Override
    public boolean isPresent(VolumeId volume, ImageName image) {
        requireOwn(volume, image);
        return store.status(image.value()).isPresent();
    }

    @Override
    public long commit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
        long predicted = predictedBytes(chain, base, top);
        DoubleConsumer share = share("commit", predicted, listener);
        return addresses.foundInChains()
                ? copy(base, "qemu-img commit", () -> qemuImg.commit(base, top, predicted, share))
                : copy(
                        base,
                        "qemu-storage-daemon block-commit",
                        () -> daemon.commit(chain, base, qemuImg.copyLimit(predicted), share));
    }

    @Override
    public long resumeCommit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
        if (base.format() == ImageFormat.QCOW2) {
            mend(volume, base);
        }
        return commit(volume, chain, base, top, listener);
    }

    /**
     * Mends the base of a commit that was cut short. It was sound before, so that all that can be wrong is what the commit
     * began: clusters that leaked, or, after a failed sync, clusters in use that are not yet counted.
     */
    private void mend(VolumeId volume, Image base) {
        store.effect("qemu-img check -r leaks " + base, () -> qemuImg.repairLeaks(base));
        if (qemuImg.check(base).exitCode() != 0) {
            store.effect("qemu-img check -r all " + base, () -> qemuImg.repairAll(base));
            requireSound(volume, base);
        }
    }

    @Override
    public long pull(
            VolumeId volume, BackingChain chain, Image top, Optional<Image> backing, ProgressListener listener) {
        Image oldBacking = chain.below(top.name()).orElseThrow();
        repoint(volume, top, oldBacking);
        ImagePull pull = new ImagePull(inspector, qemuImg, daemon, volume, chain, top, backing);
        long predicted = predictedBytes(chain, chain.base(), oldBacking);
        long copied = copy(top, pull.call(), () -> pull.run(predicted, share("pull", predicted, listener)));
        pull.prove(predicted);
        return copied;
    }

    /** An upper bound, for deadlines: what the images above the base occupy. */
    private static long predictedBytes(BackingChain chain, Image base, Image top) {
        return chain.images().subList(chain.indexOf(base.name()), chain.indexOf(top.name()) + 1).stream()
                .mapToLong(image -> image.allocation().bytes())
                .sum();
    }

    private static DoubleConsumer share(String what, long total, ProgressListener listener) {
        return share -> listener.progress(what, Math.round(share * total), total);
    }

    /** Runs a call that writes to an image, and makes durable what it wrote. Returns the bytes written. */
    private long copy(Image written, String call, Supplier<ToolResult> run) {
        long before = ProcessCounters.bytesWritten();
        write(written, call, run);
        return ProcessCounters.bytesWritten() - before;
    }

    private void write(Image written, String call, Supplier<ToolResult> run) {
        try (ImageFile file = store.open(written.name().value())) {
            ToolResult result = store.effect(call + " to " + written, run);
            requireSuccess(call, result);
            store.sync(file);
        } catch (SnapshotException e) {
            throw e.ofImage(written);
        }
    }

    private void requireSuccess(String call, ToolResult result) {
        if (!result.succeeded()) {
            throw QemuImgErrors.failed(call, result, store.freeBytes());
        }
    }

    @Override
    public void repoint(VolumeId volume, Image overlay, Image backing) {
        if (!backsOnto(volume, overlay, backing)) {
            write(overlay, "qemu-img rebase -u", () -> qemuImg.rebaseUnsafe(overlay, backing));
        }
    }

    /** A name that a power loss tore is none; qemu-img rebase -u does not read it. */
    private boolean backsOnto(VolumeId volume, Image overlay, Image backing) {
        try {
            return inspector
                    .find(volume, overlay.name(), overlay.format())
                    .flatMap(Facts::backing)
                    .equals(Optional.of(backing.name()));
        } catch (SnapshotException e) {
            if (e.code() == ErrorCode.BACKING_NAME_REFUSED) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void remove(VolumeId volume, List<ImageName> images) {
        images.forEach(image -> requireOwn(volume, image));
        store.remove(images.stream().map(ImageName::value).toList());
    }
}
