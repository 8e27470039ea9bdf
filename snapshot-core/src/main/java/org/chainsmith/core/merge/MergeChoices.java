package org.chainsmith.core.merge;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.operation.MergeChoice;

/** Says why a run goes the way it goes. */
final class MergeChoices {
    private MergeChoices() {}

    static MergeChoice of(MergeRun run, List<MergeWay> ways, MergeWay chosen, MergeRequest request) {
        String by = String.join(" and ", chosen.names()) + ", ";
        return new MergeChoice(
                run.range(),
                chosen.destination().name(),
                by + why(ways, chosen, request) + passedOver(ways, chosen),
                ways.stream().map(MergeWay::told).toList());
    }

    private static String why(List<MergeWay> ways, MergeWay chosen, MergeRequest request) {
        List<MergeWay> allowed = ways.stream().filter(MergeWay::allowed).toList();
        if (request.survivor().equals(Optional.of(chosen.destination().name()))) {
            return "because " + chosen.destination() + " has to survive";
        }
        if (allowed.size() == 1) {
            return "the only way that is allowed";
        }
        MergeWay best = allowed.stream().min(MergeWay.BEST_FIRST).orElseThrow();
        if (!best.equals(chosen)) {
            return "because " + best.described() + " would not fit the free space together with the other merges";
        }
        MergeWay cheapest = cheapest(allowed);
        long saving = chosen.cost().copiedBytes() - cheapest.cost().copiedBytes();
        return saving == 0
                ? "copies least"
                : "safer than " + cheapest.described() + ", which would save only " + saving + " bytes";
    }

    /** The cheapest of the ways that are forbidden, if it would have copied less. */
    private static String passedOver(List<MergeWay> ways, MergeWay chosen) {
        return ways.stream()
                .filter(way -> !way.allowed())
                .filter(way -> way.cost().copiedBytes() < chosen.cost().copiedBytes())
                .min(Comparator.comparingLong(way -> way.cost().copiedBytes()))
                .map(way -> "; " + way.described() + " would copy " + way.cost().copiedBytes() + " bytes, but "
                        + way.obstacle().orElseThrow().fact())
                .orElse("");
    }

    private static MergeWay cheapest(List<MergeWay> ways) {
        return ways.stream()
                .min(Comparator.comparingLong(way -> way.cost().copiedBytes()))
                .orElseThrow();
    }
}
