package org.chainsmith.core.merge;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.error.ErrorCode;

/** Says which constraint bit. */
final class Refusals {
    private static final int MOST_NAMED = 3;

    private Refusals() {}

    static Refusal shrinks(MergeRequest request, ChainRange range) {
        return new Refusal(
                ErrorCode.SIZE_DIFFERS,
                "In the range " + range
                        + " an image is smaller than the one below it: merging them would uncover bytes "
                        + "that the guest never saw.",
                request.chain(),
                "Resize the smaller overlay to the size of the image below it, or keep these snapshots.");
    }

    static Refusal noPrimitive(MergeRequest request) {
        return new Refusal(
                ErrorCode.NOT_SUPPORTED,
                "This store can neither commit nor pull, so that no two images of it can become one.",
                request.chain(),
                "Keep the snapshots, or move the volume to a store that can merge images.");
    }

    /** The ways of a run are all forbidden. */
    static Refusal allForbidden(MergeRequest request, ChainRange range, List<MergeWay> ways) {
        if (ways.isEmpty()) {
            return noWay(request, range);
        }
        List<MergeWay> wanted = ways.stream()
                .filter(way -> !way.isForbiddenBy(ErrorCode.INVALID_ARGUMENT))
                .toList();
        if (wanted.isEmpty()) {
            return cannotSurvive(request, range);
        }
        List<MergeWay> tooLarge = wanted.stream()
                .filter(way -> way.isForbiddenBy(ErrorCode.INSUFFICIENT_SPACE))
                .toList();
        return tooLarge.isEmpty() ? shared(request, range) : tooLarge(request, range, tooLarge);
    }

    private static Refusal noWay(MergeRequest request, ChainRange range) {
        return new Refusal(
                ErrorCode.NOT_SUPPORTED,
                "The range " + range + " cannot become one image while a guest uses it:"
                        + " this hypervisor can only pull into the active layer.",
                request.chain(),
                "Delete the snapshots while the guest is off.");
    }

    private static Refusal cannotSurvive(MergeRequest request, ChainRange range) {
        return new Refusal(
                ErrorCode.NOT_SUPPORTED,
                "The range " + range + " cannot become "
                        + request.survivor().orElseThrow()
                        + ", which has to survive: this store cannot both commit and pull.",
                request.chain(),
                "Let another image survive, or move the volume to a store that can do both.");
    }

    private static Refusal shared(MergeRequest request, ChainRange range) {
        return new Refusal(
                ErrorCode.SHARED_IMAGE,
                "The range " + range + " cannot be merged"
                        + request.survivor()
                                .map(name -> ", with " + name + " surviving,")
                                .orElse("") + " without writing to an image that others share.",
                request.chain(),
                "Delete other snapshots, or give the volume a copy of its own of the shared image.");
    }

    private static Refusal tooLarge(MergeRequest request, ChainRange range, List<MergeWay> ways) {
        String needs = ways.stream()
                .sorted(Comparator.comparingLong(way -> way.cost().growthBytes()))
                .limit(MOST_NAMED)
                .map(way -> way.described() + " " + way.cost().growthBytes() + " bytes")
                .collect(Collectors.joining(", "));
        long more = Math.max(0, ways.size() - MOST_NAMED);
        return noSpace(
                request,
                "Merging " + range + " needs more space than the " + request.freeBytes()
                        + " bytes that the store has free: " + needs
                        + (more == 0 ? "." : ", and " + more + " other ways still more."));
    }

    /** Each run has a way that fits, but they do not fit together. */
    static Refusal tooLargeTogether(MergeRequest request, List<List<MergeWay>> runs) {
        long least = runs.stream()
                .mapToLong(ways -> ways.stream()
                        .mapToLong(way -> way.cost().growthBytes())
                        .min()
                        .orElseThrow())
                .sum();
        return noSpace(
                request,
                "The " + runs.size() + " merges together need at least " + least
                        + " bytes more space, and the store has " + request.freeBytes() + " bytes free.");
    }

    private static Refusal noSpace(MergeRequest request, String fact) {
        return new Refusal(
                ErrorCode.INSUFFICIENT_SPACE,
                fact,
                request.chain(),
                "Free space in the store, or delete fewer snapshots at once.");
    }
}
