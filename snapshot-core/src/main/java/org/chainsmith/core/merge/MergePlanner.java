package org.chainsmith.core.merge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.merge.MergePrimitive.Proposal;
import org.chainsmith.core.operation.Step;

/**
 * Plans merges. Adjacent boundaries form a run, which becomes one image in one pass; for each run the first primitive
 * that respects the constraints is taken. Pure: the same arguments give the same plan.
 */
public final class MergePlanner {
    private final List<MergePrimitive> primitives;

    /** A planner that knows these primitives, most preferred first. */
    public MergePlanner(List<MergePrimitive> primitives) {
        this.primitives = List.copyOf(primitives);
    }

    /** A planner with the offline primitives that a backend of these features can carry out. */
    public static MergePlanner offline(Set<Feature> features) {
        return new MergePlanner(List.<MergePrimitive>of(new CommitDown(), new PullUp()).stream()
                .filter(primitive -> features.containsAll(primitive.needs()))
                .toList());
    }

    /** Plans the merges, or says which constraint forbids them. */
    public MergeDecision plan(MergeRequest request, AllocationMaps maps) {
        Draft draft = new Draft(sharedWithAllBelow(request));
        List<List<Image>> runs = runs(request);
        for (int i = 0; i < runs.size(); i++) {
            List<Image> run = runs.get(i);
            if (run.size() == 1) {
                draft.keep(run.get(0));
                continue;
            }
            Optional<Image> child =
                    i + 1 < runs.size() ? Optional.of(runs.get(i + 1).get(0)) : Optional.empty();
            Optional<Refusal> refusal = merge(request, maps, draft, run, child);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return draft.peakBytes > request.freeBytes() ? noSpace(request, draft) : draft.toPlan();
    }

    private Optional<Refusal> merge(
            MergeRequest request, AllocationMaps maps, Draft draft, List<Image> images, Optional<Image> child) {
        ChainRange range = new ChainRange(
                images.get(0).name(), images.get(images.size() - 1).name());
        BackingChain part = draft.on(images);
        if (part.shrinksWithin(range)) {
            return Optional.of(shrinks(request, range));
        }
        MergeRun run =
                new MergeRun(part, range, child, images.stream().map(maps::of).toList());
        Optional<Proposal> choice = choose(run, draft.shared);
        choice.ifPresent(proposal -> draft.add(run, proposal));
        if (choice.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(primitives.isEmpty() ? notSupported(request) : cannotMerge(request, range));
    }

    /** The chain, cut at every boundary that stays: lists of one image stay as they are, longer ones become one image. */
    private static List<List<Image>> runs(MergeRequest request) {
        List<List<Image>> runs = new ArrayList<>();
        List<Image> run = new ArrayList<>();
        for (Image image : request.chain().images()) {
            if (!run.isEmpty() && !request.boundaries().contains(image.name())) {
                runs.add(run);
                run = new ArrayList<>();
            }
            run.add(image);
        }
        runs.add(run);
        return runs;
    }

    /** Whoever uses an image uses all that are below it. */
    private static Set<ImageName> sharedWithAllBelow(MergeRequest request) {
        List<ImageName> names =
                request.chain().images().stream().map(Image::name).toList();
        int highest = request.shared().stream().mapToInt(names::indexOf).max().orElse(-1);
        return Set.copyOf(names.subList(0, highest + 1));
    }

    private Optional<Proposal> choose(MergeRun run, Collection<ImageName> shared) {
        return primitives.stream()
                .flatMap(primitive -> primitive.proposals(run).stream()
                        .filter(p -> p.written().stream().map(Image::name).noneMatch(shared::contains))
                        .min(Comparator.comparingLong(Proposal::copiedBytes))
                        .stream())
                .findFirst();
    }

    /** The plan so far, from the base of the chain upwards. */
    private static final class Draft {
        private final Set<ImageName> shared;
        private final List<Image> after = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private final List<Image> removed = new ArrayList<>();
        private final Map<ImageName, ImageName> renamed = new HashMap<>();
        private final List<String> choices = new ArrayList<>();
        private long peakBytes;

        Draft(Set<ImageName> shared) {
            this.shared = shared;
        }

        void keep(Image image) {
            after.add(image);
        }

        /** The images on what the runs below them have become by then. */
        BackingChain on(List<Image> images) {
            List<Image> part = new ArrayList<>(images);
            if (!after.isEmpty()) {
                part.add(0, after.get(after.size() - 1));
            }
            return BackingChain.of(part);
        }

        void add(MergeRun run, Proposal choice) {
            ImageName destination = choice.destination().name();
            BackingChain merged = run.part().merged(run.range(), destination);
            steps.addAll(choice.steps());
            run.part().range(run.range()).stream()
                    .filter(image -> !image.equals(choice.destination()))
                    .filter(image -> !shared.contains(image.name()))
                    .forEach(removed::add);
            if (!destination.equals(run.range().base())) {
                renamed.put(run.range().base(), destination);
            }
            after.add(merged.active());
            peakBytes += choice.growthBytes();
            choices.add(run.range() + ": " + choice.primitive() + " into " + destination + " copies "
                    + choice.copiedBytes() + " bytes, needs " + choice.growthBytes() + " bytes more space");
        }

        MergePlan toPlan() {
            Collections.reverse(removed); // an image is never removed while another backs onto it
            return new MergePlan(steps, BackingChain.of(after), removed, renamed, choices, peakBytes);
        }
    }

    private static Refusal shrinks(MergeRequest request, ChainRange range) {
        return new Refusal(
                ErrorCode.SIZE_DIFFERS,
                "In the range " + range
                        + " an image is smaller than the one below it: merging them would uncover bytes "
                        + "that the guest never saw.",
                request.chain(),
                "Resize the smaller overlay to the size of the image below it, or keep these snapshots.");
    }

    private static Refusal notSupported(MergeRequest request) {
        return new Refusal(
                ErrorCode.NOT_SUPPORTED,
                "This store can neither commit nor pull, so that no two images of it can become one.",
                request.chain(),
                "Keep the snapshots, or move the volume to a store that can merge images.");
    }

    private static Refusal cannotMerge(MergeRequest request, ChainRange range) {
        return new Refusal(
                ErrorCode.SHARED_IMAGE,
                "The range " + range + " cannot be merged without writing to an image that others share.",
                request.chain(),
                "Delete other snapshots, or give the volume a copy of its own of the shared image.");
    }

    private static Refusal noSpace(MergeRequest request, Draft draft) {
        return new Refusal(
                ErrorCode.INSUFFICIENT_SPACE,
                "Merging needs up to " + draft.peakBytes + " bytes more space, and the store has " + request.freeBytes()
                        + " bytes free.",
                request.chain(),
                "Free space in the store, or delete fewer snapshots at once.");
    }
}
