package org.chainsmith.core.merge;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.Attachment;

/**
 * Plans merges. Adjacent boundaries form a run, which becomes one of its images; the planner takes for each the way that
 * copies least, unless a safer one copies little more ({@link SafetyMargin}), within the constraints of the request.
 * Pure: the same arguments give the same plan.
 *
 * <p>Cost: one pass over the map of each image that is merged; memory for one map and for two sets of guest bytes, one
 * bit for each granule that is not wholly in or out.
 */
public final class MergePlanner {
    private final List<MergePrimitive> primitives;
    private final SafetyMargin margin;

    /** A planner that knows these primitives. */
    public MergePlanner(List<MergePrimitive> primitives) {
        this(primitives, SafetyMargin.DEFAULT);
    }

    /** A planner that knows these primitives and prefers safer ones by this margin. */
    public MergePlanner(List<MergePrimitive> primitives, SafetyMargin margin) {
        this.primitives = List.copyOf(primitives);
        this.margin = requireNonNull(margin, "margin is null");
    }

    /** A planner with the offline primitives that a backend of these features can carry out. */
    public static MergePlanner offline(Set<Feature> features) {
        return offline(features, SafetyMargin.DEFAULT);
    }

    /** {@link #offline(Set)} with another margin. */
    public static MergePlanner offline(Set<Feature> features, SafetyMargin margin) {
        return new MergePlanner(
                List.<MergePrimitive>of(new CommitDown(), new PullUp()).stream()
                        .filter(primitive -> features.containsAll(primitive.needs()))
                        .toList(),
                margin);
    }

    /**
     * A planner for a volume that is attached to a guest, with the live primitives that a hypervisor of these features
     * can carry out. Its plans also hold while the guest is off, and when it stops meanwhile.
     *
     * @param run the guest's present run
     */
    public static MergePlanner live(Set<Feature> features, Attachment at, String run) {
        return new MergePlanner(List.<MergePrimitive>of(new LiveCommitDown(at), new LivePullUp(at, run)).stream()
                .filter(primitive -> features.containsAll(primitive.needs()))
                .toList());
    }

    /** Plans the merges, or says which constraint forbids them. */
    public MergeDecision plan(MergeRequest request, AllocationMaps maps) {
        List<List<Image>> pieces = pieces(request);
        Optional<Refusal> refusal = refusal(request, pieces);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Set<ImageName> shared = sharedWithAllBelow(request);
        List<MergeRun> runs = read(pieces, maps);
        MergeWays finder = new MergeWays(primitives, margin, shared, request);
        List<List<MergeWay>> ways = runs.stream().map(finder::of).toList();
        List<List<MergeWay>> allowed = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            List<MergeWay> left = ways.get(i).stream().filter(MergeWay::allowed).toList();
            if (left.isEmpty()) {
                return Refusals.allForbidden(request, runs.get(i).range(), ways.get(i));
            }
            allowed.add(left);
        }
        return Selection.of(allowed, request.freeBytes())
                .<MergeDecision>map(chosen -> draft(request, shared, pieces, runs, ways, chosen))
                .orElseGet(() -> Refusals.tooLargeTogether(request, allowed));
    }

    /** The chain, cut at every boundary that stays: a piece of one image stays as it is, a longer one is a run. */
    private static List<List<Image>> pieces(MergeRequest request) {
        List<List<Image>> pieces = new ArrayList<>();
        List<Image> piece = new ArrayList<>();
        for (Image image : request.chain().images()) {
            if (!piece.isEmpty() && !request.boundaries().contains(image.name())) {
                pieces.add(List.copyOf(piece));
                piece = new ArrayList<>();
            }
            piece.add(image);
        }
        pieces.add(List.copyOf(piece));
        return pieces;
    }

    private static boolean isRun(List<Image> piece) {
        return piece.size() > 1;
    }

    /** What is known without any map. */
    private Optional<Refusal> refusal(MergeRequest request, List<List<Image>> pieces) {
        for (List<Image> piece : pieces) {
            if (isRun(piece)) {
                ChainRange range = new ChainRange(
                        piece.get(0).name(), piece.get(piece.size() - 1).name());
                if (request.chain().shrinksWithin(range)) {
                    return Optional.of(Refusals.shrinks(request, range));
                }
                if (primitives.isEmpty()) {
                    return Optional.of(Refusals.noPrimitive(request));
                }
            }
        }
        return Optional.empty();
    }

    /** Whoever uses an image uses all that are below it. */
    private static Set<ImageName> sharedWithAllBelow(MergeRequest request) {
        BackingChain chain = request.chain();
        int highest = request.shared().stream()
                .filter(chain::contains)
                .mapToInt(chain::indexOf)
                .max()
                .orElse(-1);
        Set<ImageName> names = new HashSet<>();
        chain.images().subList(0, highest + 1).forEach(image -> names.add(image.name()));
        return names;
    }

    /** Reads from the top of the chain downwards; returns the runs lowest first. */
    private static List<MergeRun> read(List<List<Image>> pieces, AllocationMaps maps) {
        List<MergeRun> runs = new ArrayList<>();
        Optional<Image> child = Optional.empty();
        for (int i = pieces.size() - 1; i >= 0; i--) {
            if (isRun(pieces.get(i))) {
                runs.add(RunReader.read(pieces.get(i), child, i > 0, maps));
            }
            child = Optional.of(pieces.get(i).get(0));
        }
        Collections.reverse(runs);
        return runs;
    }

    private static MergePlan draft(
            MergeRequest request,
            Set<ImageName> shared,
            List<List<Image>> pieces,
            List<MergeRun> runs,
            List<List<MergeWay>> ways,
            List<MergeWay> chosen) {
        MergeDraft draft = new MergeDraft(shared);
        int i = 0;
        for (List<Image> piece : pieces) {
            if (isRun(piece)) {
                MergeRun run = runs.get(i);
                draft.merge(run, chosen.get(i), MergeChoices.of(run, ways.get(i), chosen.get(i), request));
                i++;
            } else {
                draft.keep(piece.get(0));
            }
        }
        return draft.toPlan();
    }
}
