package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.OfflineImages;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;

/** Changes the images of a {@link MemoryStore} as qemu-img changes files, one effect at a time. */
final class MemoryImages implements OfflineImages {
    private final MemoryStore store;
    private final MemoryNames names;
    private final MemoryLedgers ledgers;
    private final Effects effects;
    private final Set<Feature> features;

    MemoryImages(MemoryStore store, MemoryNames names, MemoryLedgers ledgers, Effects effects, Set<Feature> features) {
        this.store = requireNonNull(store, "store is null");
        this.names = requireNonNull(names, "names is null");
        this.ledgers = requireNonNull(ledgers, "ledgers is null");
        this.effects = requireNonNull(effects, "effects is null");
        this.features = Set.copyOf(features);
    }

    @Override
    public void requireIdle(VolumeId volume, List<Image> images) {
        for (Image image : images) {
            if (store.isInUse(image.name())) {
                throw refused(ErrorCode.IMAGE_IN_USE, volume, image, "is in use");
            }
        }
    }

    @Override
    public void requireSound(VolumeId volume, Image image) {
        if (store.isDamaged(image.name())) {
            throw refused(ErrorCode.CHECK_FAILED, volume, image, "is damaged");
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
        if (overlay.format() != ImageFormat.QCOW2) {
            throw refused(ErrorCode.INVALID_FORMAT, volume, overlay, "is an overlay and not qcow2");
        }
        requireThere(volume, backing);
        create(volume, overlay, Optional.of(backing));
    }

    private void create(VolumeId volume, Image image, Optional<Image> backing) {
        names.requireOwn(volume, image.name(), ErrorCode.IMAGE_NAME_REFUSED);
        MemoryImage made = MemoryImage.empty(image.format(), image.virtualSize())
                .on(backing.map(Image::name), backing.map(Image::format));
        MemoryImage there = store.images.get(image.name());
        if (there != null) {
            if (!there.equals(made)) {
                throw refused(ErrorCode.IMAGE_EXISTS, volume, image, "is there and is not the empty image planned");
            }
            return;
        }
        ImageName temporary = MemoryNames.temporary(image.name());
        try {
            discard(temporary);
            MemoryImage half = MemoryImage.empty(image.format(), new VirtualSize(0));
            effects.perform("create " + temporary, () -> {
                store.images.put(temporary, half);
            });
            effects.perform("write header of " + temporary, () -> {
                store.images.put(temporary, made);
            });
            effects.perform("link " + image, () -> {
                store.images.put(image.name(), made);
                store.images.remove(temporary);
            });
        } finally {
            discard(temporary);
        }
    }

    private void discard(ImageName temporary) {
        if (store.images.containsKey(temporary)) {
            effects.perform("unlink " + temporary, () -> {
                store.images.remove(temporary);
            });
        }
    }

    @Override
    public void discardUnfinished(VolumeId volume) {
        store.images.keySet().stream()
                .filter(name -> names.isTemporary(volume, name))
                .forEach(this::discard);
        ledgers.discardUnfinished(volume);
    }

    @Override
    public List<ImageName> present(VolumeId volume) {
        return store.images.keySet().stream()
                .filter(name -> names.isOwn(volume, name))
                .toList();
    }

    @Override
    public long commit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
        require(Feature.OFFLINE_COMMIT);
        requireRange(volume, base, top);
        if (store.image(base.name()).size().compareTo(top.virtualSize()) < 0) {
            effects.perform("resize " + base, () -> {
                store.grow(base.name(), top.virtualSize());
            });
        }
        long copied = 0;
        long length = store.image(top.name()).length();
        for (long i = 0; i < length; i++) {
            long cluster = i;
            Optional<Long> content = store.readAbove(Optional.of(base.name()), top.name(), cluster);
            if (content.isPresent()) {
                effects.perform("copy cluster " + cluster + " down into " + base, () -> {
                    store.put(base.name(), cluster, content.get());
                });
                copied += content.get() == MemoryImage.ZEROS ? 0 : 1; // zeros are declared, not written
            }
            listener.progress("commit", (i + 1) * MemoryStore.CLUSTER, length * MemoryStore.CLUSTER);
        }
        return copied * MemoryStore.CLUSTER;
    }

    @Override
    public long resumeCommit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
        return commit(volume, chain, base, top, listener);
    }

    @Override
    public long pull(
            VolumeId volume, BackingChain chain, Image top, Optional<Image> backing, ProgressListener listener) {
        require(Feature.OFFLINE_PULL);
        requireThere(volume, top);
        repoint(volume, top, chain.below(top.name()).orElseThrow());
        backing.ifPresent(below -> requireRange(volume, below, top));
        Map<Long, Long> copies = differences(top.name(), backing.map(Image::name));
        MemoryImage pointed = store.image(top.name()).on(backing.map(Image::name), backing.map(Image::format));
        // The hole of a real rebase: the header is written first, and then promises clusters that are not there yet.
        effects.perform("write header of " + top, () -> {
            store.images.put(top.name(), pointed);
        });
        copies.forEach((cluster, content) -> effects.perform("copy cluster " + cluster + " up into " + top, () -> {
            store.put(top.name(), cluster, content);
        }));
        return (long) copies.size() * MemoryStore.CLUSTER;
    }

    /** The clusters that the image would read differently on the other backing image. */
    private Map<Long, Long> differences(ImageName name, Optional<ImageName> newBacking) {
        MemoryImage image = store.image(name);
        Map<Long, Long> result = new TreeMap<>();
        for (long cluster = 0; cluster < image.length(); cluster++) {
            long there = store.read(name, cluster);
            long cut = cluster;
            long then = newBacking.map(below -> store.read(below, cut)).orElse(MemoryImage.ZEROS);
            if (image.provided(cluster).isEmpty() && there != then) {
                result.put(cluster, there);
            }
        }
        return result;
    }

    @Override
    public void repoint(VolumeId volume, Image overlay, Image backing) {
        requireThere(volume, overlay);
        requireThere(volume, backing);
        MemoryImage now = store.image(overlay.name());
        if (reaches(backing.name(), overlay.name())) {
            throw refused(ErrorCode.CHAIN_LOOP, volume, overlay, "would back onto itself");
        }
        if (!now.backing().equals(Optional.of(backing.name()))) {
            effects.perform("point " + overlay + " to " + backing, () -> {
                store.images.put(overlay.name(), now.on(Optional.of(backing.name()), Optional.of(backing.format())));
            });
        }
    }

    @Override
    public void remove(VolumeId volume, List<ImageName> images) {
        images.forEach(image -> names.requireOwn(volume, image, ErrorCode.IMAGE_NAME_REFUSED));
        images.forEach(this::remove);
    }

    private void remove(ImageName image) {
        if (store.images.containsKey(image)) {
            effects.perform("unlink " + image, () -> {
                store.images.remove(image);
            });
        }
    }

    private void require(Feature feature) {
        if (!features.contains(feature)) {
            throw new SnapshotException(ErrorCode.NOT_SUPPORTED, "This store cannot do " + feature + ".");
        }
    }

    private void requireThere(VolumeId volume, Image image) {
        names.requireOwn(volume, image.name(), ErrorCode.IMAGE_NAME_REFUSED);
        if (store.image(image.name()).format() != image.format()) {
            throw refused(ErrorCode.FORMAT_MISMATCH, volume, image, "is not " + image.format());
        }
    }

    private void requireRange(VolumeId volume, Image base, Image top) {
        requireThere(volume, base);
        requireThere(volume, top);
        if (base.name().equals(top.name()) || !reaches(top.name(), base.name())) {
            throw refused(ErrorCode.BACKING_NAME_REFUSED, volume, top, "does not back onto " + base);
        }
    }

    private boolean reaches(ImageName from, ImageName to) {
        Optional<ImageName> at = Optional.of(from);
        for (int depth = 0; at.isPresent() && depth <= MemoryInspector.DEEPEST; depth++) {
            if (at.get().equals(to)) {
                return true;
            }
            at = store.image(at.get()).backing();
        }
        return false;
    }

    private static SnapshotException refused(ErrorCode code, VolumeId volume, Image image, String fact) {
        return new SnapshotException(code, "The image " + image + " " + fact + ". Nothing was changed.")
                .ofVolume(volume)
                .ofImage(image);
    }
}
