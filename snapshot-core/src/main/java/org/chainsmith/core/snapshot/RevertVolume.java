package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.operation.CreateOverlay;
import org.chainsmith.core.operation.FollowDefinition;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.RecordLedger;
import org.chainsmith.core.operation.RemoveImages;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.operation.Step;

/**
 * Reverts a volume to a snapshot: what was written since is discarded, the snapshot stays.
 *
 * <p>A new empty overlay, under a name of its own, is put on the snapshot's data and recorded as the snapshot's overlay;
 * then the discarded images are removed. No name is ever used for two contents, so that at every instant the record
 * leads to the old state or the new one.
 */
public final class RevertVolume {
    /** What happens to snapshots that are newer than the one to revert to. */
    public enum NewerSnapshots {
        /** Their presence forbids the operation. */
        REFUSE,
        /** They are deleted in the same plan. */
        DISCARD
    }

    private final VolumeOperations operations;
    private final Optional<Attachment> definedAt;

    public RevertVolume(VolumeOperations operations) {
        this(operations, Optional.empty());
    }

    /**
     * Reverts volumes that may be disks of guests that are off.
     *
     * @param definedAt the disk whose definition follows, if there is one
     */
    public RevertVolume(VolumeOperations operations, Optional<Attachment> definedAt) {
        this.operations = requireNonNull(operations, "operations is null");
        this.definedAt = requireNonNull(definedAt, "definedAt is null");
    }

    /**
     * What {@link #revert} would do now. Changes nothing and takes no lock.
     *
     * @throws SnapshotException as {@link #revert}
     */
    public Plan plan(VolumeId volume, SnapshotId snapshot, NewerSnapshots newer) {
        return plan(operations.reader().read(volume), snapshot, newer);
    }

    /**
     * Reverts the volume.
     *
     * @throws SnapshotException VOLUME_NOT_FOUND, SNAPSHOT_NOT_FOUND; SNAPSHOT_NOT_NEWEST, SIZE_DIFFERS; TRANSIENT if the
     *     volume is in use: nothing was changed
     */
    public Report revert(VolumeId volume, SnapshotId snapshot, NewerSnapshots newer) {
        return operations.run(volume, now -> plan(now, snapshot, newer), ProgressListener.NONE);
    }

    private Plan plan(Volume volume, SnapshotId snapshot, NewerSnapshots newer) {
        PointInTime target = volume.requireSnapshot(snapshot);
        List<PointInTime> discarded = volume.snapshots().stream()
                .dropWhile(point -> !point.id().equals(snapshot))
                .skip(1)
                .toList();
        if (newer == NewerSnapshots.REFUSE && !discarded.isEmpty()) {
            throw notNewest(volume, snapshot, discarded);
        }
        Image data = volume.chain().image(target.data());
        if (!data.virtualSize().equals(volume.chain().active().virtualSize())) {
            throw sizeDiffers(volume, data);
        }
        return plan(volume, target, discarded, data);
    }

    private Plan plan(Volume volume, PointInTime target, List<PointInTime> discarded, Image data) {
        ImageName name = operations.backend().names().overlay(volume.id(), SnapshotId.random());
        Image overlay = Image.empty(name, ImageFormat.QCOW2, data.virtualSize());
        BackingChain after = volume.chain().droppedAbove(data.name()).overlaid(overlay);
        Map<SnapshotId, ImageName> overlays = new HashMap<>(volume.ledger().overlays());
        discarded.forEach(point -> overlays.remove(point.id()));
        overlays.put(target.id(), name);
        List<Step> steps = new ArrayList<>();
        steps.add(new CreateOverlay(overlay, data));
        definedAt.ifPresent(
                at -> steps.add(new FollowDefinition(at, volume.chain().active(), overlay)));
        steps.add(new RecordLedger(Optional.of(volume.ledger()), volume.ledger().of(after, overlays)));
        steps.add(new RemoveImages(above(volume.chain(), data), RemoveImages.Scope.CHAIN_REMAINS));
        return new Plan(
                OperationKind.REVERT_VOLUME,
                volume.id(),
                discarded.stream().map(PointInTime::id).toList(),
                Optional.of(volume.chain()),
                Optional.of(after),
                steps,
                List.of(),
                0);
    }

    /** The images above the data, highest first: an image is never removed while another backs onto it. */
    private static List<Image> above(BackingChain chain, Image data) {
        List<Image> images = new ArrayList<>(chain.images().subList(chain.indexOf(data.name()) + 1, chain.size()));
        Collections.reverse(images);
        return images;
    }

    private static SnapshotException notNewest(Volume volume, SnapshotId snapshot, List<PointInTime> newer) {
        return new SnapshotException(
                        ErrorCode.SNAPSHOT_NOT_NEWEST,
                        "Snapshot " + snapshot + " of volume " + volume.id() + " has " + newer.size()
                                + (newer.size() == 1 ? " newer snapshot" : " newer snapshots")
                                + ", which a revert would lose. Nothing was changed.")
                .ofVolume(volume.id())
                .onChain(volume.chain())
                .hint("Revert to the newest snapshot "
                        + newer.get(newer.size() - 1).id() + ", or discard the newer ones with --discard-newer.");
    }

    private static SnapshotException sizeDiffers(Volume volume, Image data) {
        return new SnapshotException(
                        ErrorCode.SIZE_DIFFERS,
                        "The snapshot has " + data.virtualSize() + ", the volume has "
                                + volume.chain().active().virtualSize() + ". Nothing was changed.")
                .ofVolume(volume.id())
                .onChain(volume.chain())
                .hint("Make a new volume from the snapshot instead.");
    }
}
