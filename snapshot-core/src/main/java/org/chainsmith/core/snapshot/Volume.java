package org.chainsmith.core.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** A volume as it is: its chain as the images' headers tell it, and its ledger, which agrees with that chain. */
public final class Volume {
    private final SnapshotLedger ledger;
    private final BackingChain chain;
    private final Map<ImageName, SnapshotId> snapshotsByOverlay = new HashMap<>();

    private Volume(SnapshotLedger ledger, BackingChain chain) {
        this.ledger = ledger;
        this.chain = chain;
        ledger.overlays().forEach((id, overlay) -> snapshotsByOverlay.put(overlay, id));
    }

    /**
     * Puts ledger and chain together.
     *
     * @throws SnapshotException LEDGER_UNLIKE_CHAIN if the ledger names another active layer, or a snapshot whose
     *     overlay is not an overlay of this chain
     */
    public static Volume of(SnapshotLedger ledger, BackingChain chain) {
        if (!chain.active().name().equals(ledger.active())) {
            throw unlike(ledger, chain, "the active layer on record is " + ledger.active());
        }
        ledger.overlays().forEach((id, overlay) -> {
            if (!chain.contains(overlay) || chain.indexOf(overlay) == 0) {
                throw unlike(ledger, chain, "snapshot " + id + " is on record with overlay " + overlay);
            }
        });
        return new Volume(ledger, chain);
    }

    private static SnapshotException unlike(SnapshotLedger ledger, BackingChain chain, String fact) {
        return new SnapshotException(
                        ErrorCode.LEDGER_UNLIKE_CHAIN,
                        "The record of volume " + ledger.volume() + " and its chain disagree: " + fact
                                + ", which is no overlay of the chain " + chain + ". Nothing was changed.")
                .ofVolume(ledger.volume())
                .onChain(chain)
                .hint("Run recover; if it finds nothing, compare the .info file with the images' headers by hand.");
    }

    public VolumeId id() {
        return ledger.volume();
    }

    public SnapshotLedger ledger() {
        return ledger;
    }

    public BackingChain chain() {
        return chain;
    }

    /** All snapshots, oldest first. */
    public List<PointInTime> snapshots() {
        List<PointInTime> result = new ArrayList<>();
        List<Image> images = chain.images();
        for (int i = 1; i < images.size(); i++) {
            ImageName overlay = images.get(i).name();
            SnapshotId id = snapshotsByOverlay.get(overlay);
            if (id != null) {
                result.add(new PointInTime(id, overlay, images.get(i - 1).name()));
            }
        }
        return List.copyOf(result);
    }

    public Optional<PointInTime> snapshot(SnapshotId id) {
        return Optional.ofNullable(ledger.overlays().get(id))
                .map(overlay -> new PointInTime(
                        id, overlay, chain.below(overlay).orElseThrow().name()));
    }

    /**
     * The snapshot of this id.
     *
     * @throws SnapshotException SNAPSHOT_NOT_FOUND
     */
    public PointInTime requireSnapshot(SnapshotId id) {
        return snapshot(id)
                .orElseThrow(() -> new SnapshotException(
                                ErrorCode.SNAPSHOT_NOT_FOUND,
                                "Volume " + id() + " has no snapshot " + id + ". Nothing was changed.")
                        .ofVolume(id())
                        .onChain(chain)
                        .hint("snapshot list shows the snapshots of a volume."));
    }

    /** The snapshot that was taken when this overlay was put on, if one is on record. */
    public Optional<SnapshotId> snapshotOf(ImageName overlay) {
        return Optional.ofNullable(snapshotsByOverlay.get(overlay));
    }

    /** The snapshot whose data the image is, if one is on record. */
    public Optional<SnapshotId> snapshotIn(ImageName data) {
        return chain.above(data).flatMap(overlay -> snapshotOf(overlay.name()));
    }
}
