package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * What an operation will do: a value that is printed by a dry run, written to the log, and then executed as it is.
 *
 * @param snapshots the snapshots that the operation is about, oldest first
 * @param before the chain that was planned for; empty for a new volume
 * @param after the chain that results; empty when the volume goes
 * @param choices why each merge goes the way it goes, lowest first
 * @param peakBytes extra space needed at the worst moment, at most
 */
public record Plan(
        OperationKind kind,
        VolumeId volume,
        List<SnapshotId> snapshots,
        Optional<BackingChain> before,
        Optional<BackingChain> after,
        List<Step> steps,
        List<MergeChoice> choices,
        long peakBytes) {

    public Plan {
        requireNonNull(kind, "kind is null");
        requireNonNull(volume, "volume is null");
        snapshots = List.copyOf(snapshots);
        requireNonNull(before, "before is null");
        requireNonNull(after, "after is null");
        steps = List.copyOf(steps);
        choices = List.copyOf(choices);
    }

    /** A plan to do nothing, because the request is already true. */
    public static Plan nothing(OperationKind kind, VolumeId volume, List<SnapshotId> snapshots, BackingChain now) {
        return new Plan(kind, volume, snapshots, Optional.of(now), Optional.of(now), List.of(), List.of(), 0);
    }

    /** The plan as it is written to the log: it says why each merge goes its way, but not what the others would cost. */
    Plan brief() {
        List<MergeChoice> brief = choices.stream().map(MergeChoice::brief).toList();
        return new Plan(kind, volume, snapshots, before, after, steps, brief, peakBytes);
    }

    public boolean isNothing() {
        return steps.isEmpty();
    }

    /** Where the volume is attached, if the plan works through a hypervisor. */
    public Optional<Attachment> attachment() {
        return steps.stream().flatMap(step -> step.attachment().stream()).findFirst();
    }

    /** Makes sure that nobody else works on the images; a hypervisor through which the plan works may have them open. */
    public void requireIdle(SnapshotBackend backend) {
        if (attachment().filter(at -> LiveProof.isActive(backend, at)).isEmpty()) {
            backend.images()
                    .requireIdle(volume, before.map(BackingChain::images).orElse(List.of()));
        }
    }

    /** Bytes that the steps are predicted to copy. */
    public long predictedBytes() {
        return steps.stream().mapToLong(Step::predictedBytes).sum();
    }

    /** Images that will no longer exist. */
    public List<ImageName> removed() {
        return steps.stream()
                .filter(RemoveImages.class::isInstance)
                .flatMap(step -> ((RemoveImages) step).images().stream())
                .map(Image::name)
                .toList();
    }
}
