package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.merge.MergeDecision;
import org.chainsmith.core.merge.MergePlan;
import org.chainsmith.core.merge.MergePlanner;
import org.chainsmith.core.merge.MergeRequest;
import org.chainsmith.core.merge.Refusal;
import org.chainsmith.core.operation.FollowDefinition;
import org.chainsmith.core.operation.ListLayers;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.OperationLog;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.RecordLedger;
import org.chainsmith.core.operation.RemoveImages;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.operation.Step;

/** Deletes snapshots, one or many at once: their boundaries go, and the images on either side of them become one. */
public final class DeleteSnapshots {
    /**
     * What is to be deleted.
     *
     * @param snapshots which snapshots; an id that was deleted earlier counts as done
     * @param shared images that others use too: they, and all below them, are neither written nor removed
     * @param survivor an image of the chain that must not be merged into another
     */
    public record Request(
            VolumeId volume, Set<SnapshotId> snapshots, Set<ImageName> shared, Optional<ImageName> survivor) {
        public Request {
            requireNonNull(volume, "volume is null");
            snapshots = Set.copyOf(snapshots);
            shared = Set.copyOf(shared);
            requireNonNull(survivor, "survivor is null");
        }

        /** A request that leaves it to the planner which images survive. */
        public Request(VolumeId volume, Set<SnapshotId> snapshots, Set<ImageName> shared) {
            this(volume, snapshots, shared, Optional.empty());
        }
    }

    private final VolumeOperations operations;
    private final MergePlanner planner;
    private final Optional<Attachment> attachedAt;

    public DeleteSnapshots(VolumeOperations operations, MergePlanner planner) {
        this(operations, planner, Optional.empty());
    }

    /**
     * Deletes snapshots of volumes that may be disks of guests.
     *
     * @param attachedAt the disk of a guest that the volume is; while the guest is off, its definition follows
     */
    public DeleteSnapshots(VolumeOperations operations, MergePlanner planner, Optional<Attachment> attachedAt) {
        this.operations = requireNonNull(operations, "operations is null");
        this.planner = requireNonNull(planner, "planner is null");
        this.attachedAt = requireNonNull(attachedAt, "attachedAt is null");
    }

    /**
     * What {@link #delete} would do now. Changes nothing and takes no lock.
     *
     * @throws SnapshotException as {@link #delete}
     */
    public Plan plan(Request request) {
        if (operations.backend().log().open(request.volume()).isPresent()) {
            throw new SnapshotException(
                            ErrorCode.OPERATION_UNFINISHED,
                            "An operation on volume " + request.volume() + " is running or was interrupted.")
                    .ofVolume(request.volume())
                    .hint("If no operation is running, run recover; then plan again.");
        }
        return plan(operations.reader().read(request.volume()), request);
    }

    /**
     * Deletes the snapshots. Every other snapshot and the active layer read the same afterwards, and at every instant in
     * between. Snapshots that were deleted earlier are the answer to a repeated request.
     *
     * @throws SnapshotException VOLUME_NOT_FOUND, SNAPSHOT_NOT_FOUND; TRANSIENT if the volume is in use; PRECONDITION:
     *     nothing was changed. OPERATION_UNFINISHED: the deletion was begun and can only go on
     */
    public Report delete(Request request, ProgressListener listener) {
        return operations.run(request.volume(), now -> plan(now, request), listener);
    }

    private Plan plan(Volume volume, Request request) {
        Set<SnapshotId> wanted = requireKnown(volume, request);
        if (wanted.isEmpty()) {
            return Plan.nothing(
                    OperationKind.DELETE_SNAPSHOTS,
                    volume.id(),
                    request.snapshots().stream().sorted().toList(),
                    volume.chain());
        }
        request.shared().forEach(image -> requireInChain(volume, image, "shared"));
        request.survivor().ifPresent(image -> requireInChain(volume, image, "to survive"));
        SnapshotBackend backend = operations.backend();
        MergeRequest merges = new MergeRequest(
                volume.chain(),
                wanted.stream().map(volume.ledger().overlays()::get).collect(toSet()),
                request.shared(),
                backend.images().freeBytes(volume.id()),
                request.survivor());
        MergeDecision decision =
                planner.plan(merges, image -> backend.inspector().map(volume.id(), image));
        if (decision instanceof Refusal refusal) {
            throw refusal.asException().ofVolume(volume.id());
        }
        return complete(volume, wanted, (MergePlan) decision);
    }

    /** The ids to delete now; those that were deleted earlier are left out, unknown ones are an error. */
    private Set<SnapshotId> requireKnown(Volume volume, Request request) {
        Set<SnapshotId> there = volume.ledger().overlays().keySet();
        Set<SnapshotId> earlier = deletedEarlier(operations.backend(), volume.id());
        request.snapshots().stream().filter(id -> !earlier.contains(id)).forEach(volume::requireSnapshot);
        return request.snapshots().stream().filter(there::contains).collect(toSet());
    }

    /** The snapshots that are known to have been deleted. */
    public static Set<SnapshotId> deletedEarlier(SnapshotBackend backend, VolumeId volume) {
        return backend.log().ended(volume).stream()
                .filter(ended -> ended.outcome() == OperationLog.Outcome.COMPLETED)
                .filter(ended -> ended.kind() != OperationKind.CREATE_SNAPSHOTS)
                .flatMap(ended -> ended.snapshots().stream())
                .collect(toSet());
    }

    /**
     * The snapshots of which the volume knows: those on record, those that were deleted earlier, and those with which an
     * interrupted operation is busy.
     */
    public static Set<SnapshotId> known(SnapshotBackend backend, VolumeId volume) {
        Set<SnapshotId> known = new HashSet<>(deletedEarlier(backend, volume));
        backend.ledgers()
                .find(volume)
                .ifPresent(ledger -> known.addAll(ledger.overlays().keySet()));
        backend.log()
                .open(volume)
                .ifPresent(open -> known.addAll(open.operation().plan().snapshots()));
        return known;
    }

    /** A name that protects nothing is a mistake that would cost an image. */
    private static void requireInChain(Volume volume, ImageName image, String said) {
        if (!volume.chain().contains(image)) {
            throw new SnapshotException(
                            ErrorCode.INVALID_ARGUMENT,
                            "The image " + image + ", said to be " + said + ", is not in the chain of volume "
                                    + volume.id() + ". Nothing was changed.")
                    .ofVolume(volume.id())
                    .ofImage(image)
                    .onChain(volume.chain())
                    .hint("chain show shows the images of a volume.");
        }
    }

    /** Live steps look after the active layer of the definition themselves. */
    private List<Step> definition(Attachment at, BackingChain before, MergePlan merges) {
        List<Step> steps = new ArrayList<>();
        if (merges.steps().stream().allMatch(step -> step.attachment().isEmpty())) {
            steps.add(new FollowDefinition(at, before.active(), merges.after().active()));
        }
        if (operations.backend().live().needsList(at)) {
            steps.add(new ListLayers(at, merges.after()));
        }
        return steps;
    }

    private Plan complete(Volume volume, Set<SnapshotId> wanted, MergePlan merges) {
        Map<SnapshotId, ImageName> overlays = new HashMap<>();
        volume.ledger().overlays().forEach((id, overlay) -> {
            if (!wanted.contains(id)) {
                overlays.put(id, merges.renamed().getOrDefault(overlay, overlay));
            }
        });
        SnapshotLedger after = volume.ledger().of(merges.after(), overlays);
        List<Step> steps = new ArrayList<>(merges.steps());
        attachedAt.ifPresent(at -> steps.addAll(definition(at, volume.chain(), merges)));
        steps.add(new RecordLedger(Optional.of(volume.ledger()), after));
        if (!merges.removed().isEmpty()) {
            steps.add(new RemoveImages(merges.removed(), RemoveImages.Scope.CHAIN_REMAINS));
        }
        return new Plan(
                OperationKind.DELETE_SNAPSHOTS,
                volume.id(),
                volume.snapshots().stream()
                        .map(PointInTime::id)
                        .filter(wanted::contains)
                        .toList(),
                Optional.of(volume.chain()),
                Optional.of(merges.after()),
                steps,
                merges.choices(),
                merges.peakBytes());
    }
}
