package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.chain.Allocation;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;

/** Reads the images of a {@link MemoryStore}. */
final class MemoryInspector implements ImageInspector {
    static final int DEEPEST = 32;

    private final MemoryStore store;
    private final MemoryNames names;

    MemoryInspector(MemoryStore store, MemoryNames names) {
        this.store = requireNonNull(store, "store is null");
        this.names = requireNonNull(names, "names is null");
    }

    @Override
    public BackingChain chain(SnapshotLedger ledger) {
        List<Image> topFirst = new ArrayList<>();
        Optional<ImageName> at = Optional.of(ledger.active());
        Optional<ImageFormat> recordedAbove = Optional.empty();
        while (at.isPresent()) {
            ImageName name = at.get();
            names.requireOwn(ledger.volume(), name, ErrorCode.BACKING_NAME_REFUSED);
            if (topFirst.stream().anyMatch(image -> image.name().equals(name))) {
                throw refused(ErrorCode.CHAIN_LOOP, name, "the chain comes back to it");
            }
            if (topFirst.size() == DEEPEST) {
                throw refused(ErrorCode.CHAIN_TOO_DEEP, name, "it has more than " + DEEPEST + " images above it");
            }
            Optional<ImageFormat> above = recordedAbove;
            ImageFormat format = ledger.formatOf(name)
                    .or(() -> above)
                    .orElseThrow(() -> refused(ErrorCode.FORMAT_UNKNOWN, name, "its format is not on record"));
            Facts facts = find(ledger.volume(), name, format)
                    .orElseThrow(() -> refused(ErrorCode.IMAGE_MISSING, name, "it is not there"));
            topFirst.add(facts.image());
            at = facts.backing();
            recordedAbove = store.onDisk(name).orElseThrow().backingFormat();
        }
        Collections.reverse(topFirst);
        return BackingChain.of(topFirst);
    }

    @Override
    public Optional<Facts> find(VolumeId volume, ImageName name, ImageFormat format) {
        names.requireOwn(volume, name, ErrorCode.IMAGE_NAME_REFUSED);
        Optional<MemoryImage> there = store.onDisk(name);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        MemoryImage image = there.get();
        if (image.format() != format) {
            throw refused(ErrorCode.FORMAT_MISMATCH, name, "it is " + image.format() + ", on record as " + format);
        }
        Allocation allocation = new Allocation(image.allocated() * MemoryStore.CLUSTER);
        return Optional.of(new Facts(new Image(name, format, image.size(), allocation), image.backing()));
    }

    @Override
    public AllocationMap map(VolumeId volume, Image image) {
        names.requireOwn(volume, image.name(), ErrorCode.IMAGE_NAME_REFUSED);
        ExtentMap.Builder data = new ExtentMap.Builder();
        ExtentMap.Builder zeros = new ExtentMap.Builder();
        store.onDisk(image.name()).orElseThrow().clusters().forEach((cluster, content) -> {
            ExtentMap.Builder builder = content == MemoryImage.ZEROS ? zeros : data;
            builder.add(cluster * MemoryStore.CLUSTER, MemoryStore.CLUSTER);
        });
        AllocationMap map = new AllocationMap(data.build(), zeros.build());
        return store.isInUse(image.name()) ? map.asLowerBound() : map;
    }

    private static SnapshotException refused(ErrorCode code, ImageName image, String fact) {
        return new SnapshotException(code, "The image " + image + " is refused: " + fact + ". Nothing was changed.")
                .ofImage(image);
    }

    @Override
    public int maxChain() {
        return Integer.MAX_VALUE;
    }
}
