package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.snapshot.CreateVolume;
import org.chainsmith.core.snapshot.PointInTime;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** Any sequence of requests on real images keeps the bytes of every point in time that is kept. */
final class SequenceIT {
    /** What happens next; numbers choose among what there is then. */
    record Move(Kind kind, int one, int two) {}

    enum Kind {
        WRITE,
        WRITE_ZEROS,
        CREATE,
        DELETE,
        REVERT
    }

    @Provide
    Arbitrary<List<Move>> moves() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(6, Kind.WRITE),
                net.jqwik.api.Tuple.of(1, Kind.WRITE_ZEROS),
                net.jqwik.api.Tuple.of(5, Kind.CREATE),
                net.jqwik.api.Tuple.of(3, Kind.DELETE),
                net.jqwik.api.Tuple.of(1, Kind.REVERT));
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 1000);
        return Combinators.combine(kinds, numbers, numbers)
                .as(Move::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(40);
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void anySequenceKeepsEveryPointInTime(@ForAll("moves") List<Move> moves, @ForAll ImageFormat format)
            throws IOException {
        Path directory = TestDirectories.create("chainsmith-sequence");
        try (TestStore store = new TestStore(directory)) {
            VolumeId volume = VolumeId.random();
            new CreateVolume(store.operations()).create(volume, format, Work.SIZE);
            for (int i = 0; i < moves.size(); i++) {
                make(store, volume, moves.get(i), i);
            }
            assertThat(store.differences(volume)).as(moves.toString()).isEmpty();
            assertThat(store.backend().images().present(volume))
                    .hasSize(store.read(volume).chain().size());
        } finally {
            TestDirectories.delete(directory);
        }
    }

    private static void make(TestStore store, VolumeId volume, Move move, int turn) {
        List<PointInTime> points = store.read(volume).snapshots();
        switch (move.kind()) {
            case WRITE -> store.write(volume, move.one() % PatternDisk.CELLS, 1 + turn);
            case WRITE_ZEROS -> store.writeZeros(volume, move.one() % PatternDisk.CELLS);
            case CREATE -> store.createSnapshot(volume, SnapshotId.random());
            case DELETE -> {
                Set<SnapshotId> chosen = new HashSet<>();
                for (int i = 0; i < points.size(); i++) {
                    if ((move.one() >> (i % 10) & 1) == 1) {
                        chosen.add(points.get(i).id());
                    }
                }
                store.deleteSnapshots(volume, chosen);
                assertThat(store.differences(volume)).as("after turn " + turn).isEmpty();
            }
            case REVERT -> {
                if (!points.isEmpty()) {
                    SnapshotId target = points.get(move.two() % points.size()).id();
                    store.revert(volume, target, NewerSnapshots.DISCARD);
                }
            }
        }
    }
}
