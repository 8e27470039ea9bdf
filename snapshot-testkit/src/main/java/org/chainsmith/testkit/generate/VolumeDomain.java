package org.chainsmith.testkit.generate;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.merge.SafetyMargin;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.testkit.fault.When;

/** Generates volumes, moves on them, faults, and what a backend can do. For use with jqwik's {@code @Domain}. */
public final class VolumeDomain extends DomainContextBase {
    private static final int LARGEST = 6;
    private static final int LONGEST = 12;
    private static final int SNAPSHOTS = 5;

    @Provide
    Arbitrary<VolumeShape> shapes() {
        Arbitrary<List<Move>> layer = guestMoves().list().ofMaxSize(5);
        return Combinators.combine(
                        Arbitraries.of(ImageFormat.class),
                        Arbitraries.integers().between(1, LARGEST),
                        layer.list().ofMinSize(1).ofMaxSize(SNAPSHOTS))
                .as(VolumeShape::new);
    }

    @Provide
    Arbitrary<Moves> moves() {
        return Arbitraries.frequencyOf(Tuple.of(1, guestMoves()), Tuple.of(1, requests()))
                .list()
                .ofMaxSize(LONGEST)
                .map(Moves::new);
    }

    /** What a backend can do; at least one way to merge. */
    @Provide
    Arbitrary<Set<Feature>> features() {
        return Arbitraries.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL)
                .set()
                .ofMinSize(1);
    }

    /** How much a less safe merge has to save: with none, little volumes are merged into any image. */
    @Provide
    Arbitrary<SafetyMargin> margins() {
        return Arbitraries.of(SafetyMargin.NONE, SafetyMargin.NONE, SafetyMargin.DEFAULT);
    }

    @Provide
    Arbitrary<Strike> strikes() {
        Arbitrary<Integer> soon = Arbitraries.integers().between(0, 10);
        return Combinators.combine(
                        Arbitraries.of(When.class),
                        Arbitraries.integers().between(0, 16),
                        Arbitraries.of(ErrorCode.NO_SPACE, ErrorCode.IO_ERROR).optional(0.6),
                        soon.optional(0.6),
                        soon.optional(0.4))
                .as(Strike::new);
    }

    private static Arbitrary<Move> guestMoves() {
        Arbitrary<Move> writes = Combinators.combine(
                        Arbitraries.integers().between(0, LARGEST),
                        Arbitraries.integers().between(0, 99))
                .as(Move.Write::new);
        Arbitrary<Move> zeros = Arbitraries.integers().between(0, LARGEST).map(cluster -> new Move.Write(cluster, 0));
        Arbitrary<Move> resizes = Arbitraries.integers().between(1, LARGEST).map(Move.Resize::new);
        return Arbitraries.frequencyOf(Tuple.of(12, writes), Tuple.of(4, zeros), Tuple.of(1, resizes));
    }

    private static Arbitrary<Move> requests() {
        Arbitrary<Move> creates = Arbitraries.integers().between(1, 6).map(Move.Create::new);
        Arbitrary<Move> deletes = Arbitraries.integers()
                .between(0, SNAPSHOTS)
                .set()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(Move.Delete::new);
        Arbitrary<Move> reverts = Combinators.combine(
                        Arbitraries.integers().between(0, SNAPSHOTS), Arbitraries.of(NewerSnapshots.class))
                .as(Move.Revert::new);
        return Arbitraries.frequencyOf(Tuple.of(3, creates), Tuple.of(3, deletes), Tuple.of(1, reverts));
    }
}
