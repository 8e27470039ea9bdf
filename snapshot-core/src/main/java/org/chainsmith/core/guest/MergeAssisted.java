package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.merge.MergeDecision;
import org.chainsmith.core.merge.MergePlan;
import org.chainsmith.core.merge.MergePlanner;
import org.chainsmith.core.merge.MergeRequest;
import org.chainsmith.core.merge.Refusal;
import org.chainsmith.core.operation.FollowDefinition;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.operation.Step;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeOperations;

/**
 * Deletes a snapshot of a volume whose owner keeps the record and removes the images: two images become one, as the owner
 * dictates. No record is written and no image is removed. The guest may be off.
 */
public final class MergeAssisted {
    /** What is to become one, and the snapshot that goes by it. */
    public record Request(AttachedVolume volume, SnapshotId snapshot, DictatedMerge merge) {
        public Request {
            requireNonNull(volume, "volume is null");
            requireNonNull(snapshot, "snapshot is null");
            requireNonNull(merge, "merge is null");
        }

        private VolumeId id() {
            return volume.volume();
        }

        private SnapshotBackend backend() {
            return volume.backend();
        }
    }

    private final LiveDisks live;
    private final Duration lockWait;

    public MergeAssisted(LiveDisks live, Duration lockWait) {
        this.live = requireNonNull(live, "live is null");
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
    }

    /**
     * Refuses what {@link #merge} would refuse now. Changes nothing and takes no lock.
     *
     * @throws SnapshotException as {@link #merge}
     */
    public void check(Request request) {
        if (request.backend().log().open(request.id()).isEmpty()) {
            Plan plan = plan(request);
            if (!plan.isNothing()) {
                plan.requireIdle(request.backend());
                plan.steps().forEach(step -> step.requireReady(request.backend(), plan));
            }
        }
    }

    /**
     * Merges. A merge that was done earlier is the answer to a repeated request.
     *
     * @param wanted called when there is something to do and before anything is changed; what it throws is the answer
     * @throws SnapshotException REQUEST_UNLIKE_CHAIN and everything else of kind PRECONDITION: nothing was changed.
     *     TRANSIENT if the volume is busy; OPERATION_UNFINISHED: the merge was begun and can only go on
     */
    public Report merge(Request request, Runnable wanted, ProgressListener listener) {
        Supplier<Plan> planner = () -> {
            Plan plan = plan(request);
            if (!plan.isNothing()) {
                wanted.run();
            }
            return plan;
        };
        return new VolumeOperations(request.backend(), lockWait).runPlan(request.id(), planner, listener);
    }

    private Plan plan(Request request) {
        Guest guest = live.find(request.volume().at().guest())
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.GUEST_NOT_FOUND,
                        "The hypervisor knows no guest " + request.volume().at().guest() + "."));
        BackingChain chain = chain(live, request.volume());
        Shape shape = Shape.of(request.merge(), chain);
        boolean deletedEarlier =
                DeleteSnapshots.deletedEarlier(request.backend(), request.id()).contains(request.snapshot());
        if (deletedEarlier && shape.isMerged()) {
            return Plan.nothing(OperationKind.DELETE_SNAPSHOTS, request.id(), List.of(request.snapshot()), chain);
        }
        if (deletedEarlier) {
            throw unlike(request, chain, "snapshot " + request.snapshot() + " was merged earlier, and not like this")
                    .hint("The record of the volume is behind its chain: compare them before anything else.");
        }
        ChainPart part = shape.part().orElseThrow(() -> unlike(request, chain, shape.fact()));
        requireRunning(request, guest, part);
        return plan(request.volume(), request.snapshot(), guest, chain, part);
    }

    /** How two neighbours become one of them. */
    static Plan plan(AttachedVolume volume, SnapshotId snapshot, Guest guest, BackingChain chain, ChainPart part) {
        return complete(volume, snapshot, guest, chain, merges(volume, guest, chain, part));
    }

    /** The chain from the image that the guest writes to, or would write to, down. */
    static BackingChain chain(LiveDisks live, AttachedVolume volume) {
        LiveChain open = live.open(volume.at()).orElseGet(() -> live.defined(volume.at()));
        return RecordedFormats.chain(volume.backend(), volume.volume(), open.active());
    }

    /** A pull ends with a flush, which a guest that is paused cannot do. */
    private static void requireRunning(Request request, Guest guest, ChainPart part) {
        if (guest.state() == GuestState.PAUSED && part.survivor().equals(part.boundary())) {
            throw new SnapshotException(
                            ErrorCode.GUEST_NOT_RUNNING,
                            "Guest " + guest + " is paused, and what is pulled could not be made durable meanwhile."
                                    + " Nothing was changed.")
                    .ofVolume(request.id())
                    .hint("Resume the guest, and repeat the request.");
        }
    }

    private static MergePlan merges(AttachedVolume volume, Guest guest, BackingChain chain, ChainPart part) {
        SnapshotBackend backend = volume.backend();
        MergePlanner planner = guest.state().isActive()
                ? MergePlanner.live(backend.features(), volume.at(), guest.run())
                : MergePlanner.offline(backend.features());
        MergeRequest merges = new MergeRequest(
                chain,
                Set.of(part.boundary()),
                Set.of(),
                backend.images().freeBytes(volume.volume()),
                Optional.of(part.survivor()));
        MergeDecision decision =
                planner.plan(merges, image -> backend.inspector().map(volume.volume(), image));
        if (decision instanceof Refusal refusal) {
            throw refusal.asException().ofVolume(volume.volume());
        }
        return (MergePlan) decision;
    }

    private static Plan complete(
            AttachedVolume volume, SnapshotId snapshot, Guest guest, BackingChain chain, MergePlan merges) {
        List<Step> steps = new ArrayList<>(merges.steps());
        if (!guest.state().isActive()) {
            Image after = merges.after().active();
            steps.add(new FollowDefinition(volume.at(), chain.active(), after));
        }
        return new Plan(
                OperationKind.DELETE_SNAPSHOTS,
                volume.volume(),
                List.of(snapshot),
                Optional.of(chain),
                Optional.of(merges.after()),
                steps,
                merges.choices(),
                merges.peakBytes());
    }

    private static SnapshotException unlike(Request request, BackingChain chain, String fact) {
        return new SnapshotException(
                        ErrorCode.REQUEST_UNLIKE_CHAIN,
                        "The request to " + request.merge() + " does not fit the chain " + chain + ": " + fact
                                + ". Nothing was changed.")
                .ofVolume(request.id())
                .onChain(chain);
    }

    /** The boundary between two neighbours that goes, and which of the two survives. */
    record ChainPart(ImageName boundary, ImageName survivor) {}

    /**
     * What a dictated merge means on a chain.
     *
     * @param part empty if it means nothing
     * @param isMerged whether the chain is as it would be afterwards
     * @param fact why it means nothing
     */
    private record Shape(Optional<ChainPart> part, boolean isMerged, String fact) {
        static Shape of(DictatedMerge merge, BackingChain chain) {
            return merge instanceof DictatedMerge.CommitInto commit
                    ? ofCommit(commit, chain)
                    : ofPull((DictatedMerge.PullOnto) merge, chain);
        }

        private static Shape none(boolean merged, String fact) {
            return new Shape(Optional.empty(), merged, fact);
        }

        private static Shape ofCommit(DictatedMerge.CommitInto commit, BackingChain chain) {
            if (!chain.contains(commit.base())) {
                return none(false, commit.base() + " is no part of it");
            }
            if (!chain.contains(commit.top())) {
                return none(true, commit.top() + " is no part of it");
            }
            if (chain.active().name().equals(commit.top())) {
                return none(false, "the guest writes to " + commit.top());
            }
            boolean neighbours = chain.below(commit.top())
                    .filter(below -> below.name().equals(commit.base()))
                    .isPresent();
            return neighbours
                    ? new Shape(Optional.of(new ChainPart(commit.top(), commit.base())), false, "")
                    : none(false, commit.top() + " does not back onto " + commit.base());
        }

        private static Shape ofPull(DictatedMerge.PullOnto pull, BackingChain chain) {
            ImageName active = chain.active().name();
            Optional<ImageName> below = chain.below(active).map(Image::name);
            if (below.equals(pull.newBase())) {
                return none(true, "nothing lies between " + active + " and the new base");
            }
            boolean one = below.isPresent()
                    && chain.below(below.get()).map(Image::name).equals(pull.newBase());
            return one
                    ? new Shape(Optional.of(new ChainPart(active, active)), false, "")
                    : none(false, "there is not exactly one image between " + active + " and the new base");
        }
    }
}
