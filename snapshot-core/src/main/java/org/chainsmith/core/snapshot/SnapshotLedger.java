package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;

/**
 * What is on record about a volume: its active layer, the overlay of each snapshot, and the formats of images.
 *
 * <p>As in Cinder's {@code .info}, a snapshot is recorded under the overlay that was put on when it was taken; its data
 * is what that overlay backs onto.
 *
 * @param active the image that the guest writes to
 * @param overlays the overlay of each snapshot; no two snapshots share one
 * @param formats the formats given by the images' owners; may lack images that someone else recorded
 */
public record SnapshotLedger(
        VolumeId volume,
        ImageName active,
        NavigableMap<SnapshotId, ImageName> overlays,
        Map<ImageName, ImageFormat> formats) {

    public SnapshotLedger {
        requireNonNull(volume, "volume is null");
        requireNonNull(active, "active is null");
        overlays = Collections.unmodifiableNavigableMap(new TreeMap<>(overlays));
        formats = Map.copyOf(formats);
        if (overlays.values().stream().distinct().count() != overlays.size()) {
            throw new IllegalArgumentException("two snapshots on one overlay: " + overlays);
        }
    }

    public Optional<ImageFormat> formatOf(ImageName image) {
        return Optional.ofNullable(formats.get(image));
    }

    /** Whether the other ledger names the same active layer and the same snapshots, whatever its formats. */
    public boolean sameSnapshots(SnapshotLedger other) {
        return active.equals(other.active) && overlays.equals(other.overlays);
    }

    /** This ledger with other snapshots, for a volume whose chain is now this one; formats follow the chain. */
    SnapshotLedger of(BackingChain chain, Map<SnapshotId, ImageName> newOverlays) {
        Map<ImageName, ImageFormat> newFormats = new HashMap<>();
        for (Image image : chain.images()) {
            newFormats.put(image.name(), image.format());
        }
        return new SnapshotLedger(volume, chain.active().name(), new TreeMap<>(newOverlays), newFormats);
    }
}
