package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.merge.SafetyMargin;
import org.chainsmith.core.operation.Commit;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Pull;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.operation.Step;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryStore;
import org.chainsmith.testkit.request.UseCases;

/** What a plan predicts is what carrying it out takes. */
final class MergeProperties {
    private static final int CLUSTERS = 8;
    private static final Set<Feature> BOTH = Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL);

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void whatIsPredictedIsCopiedAndWhatIsKeptReadsTheSame(
            @ForAll ImageFormat format,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 255) Integer> layers,
            @ForAll @IntRange(max = 255) int zeros,
            @ForAll @Size(min = 1, max = 6) Set<@IntRange(max = 5) Integer> positions) {
        World world = new World();
        world.make(format, layers, zeros);
        Volume before = world.read();
        Map<SnapshotId, List<Long>> contents = world.contents(before);
        List<Long> disk = world.disk(before);
        Set<SnapshotId> deleted = new HashSet<>();
        positions.stream()
                .filter(position -> position < before.snapshots().size())
                .forEach(
                        position -> deleted.add(before.snapshots().get(position).id()));
        assumeThat(deleted).isNotEmpty();

        Report report = world.delete(deleted);

        assertThat(report.actualBytes()).isEqualTo(report.plan().predictedBytes());
        assertThat(world.mostGrowth()).isLessThanOrEqualTo(report.plan().peakBytes());
        Volume after = world.read();
        contents.keySet().removeAll(deleted);
        assertThat(world.disk(after)).isEqualTo(disk);
        assertThat(world.contents(after)).isEqualTo(contents);
        Statistics.collect(kind(report.plan()));
        Statistics.coverage(all -> List.of("commit", "pull", "commit, pull")
                .forEach(kind -> all.check(kind).count(count -> count > 100)));
    }

    /** How the images were merged, if all in the same way. */
    private static String kind(Plan plan) {
        return plan.steps().stream()
                .filter(step -> step instanceof Commit || step instanceof Pull)
                .map(Step::verb)
                .collect(Collectors.joining(", "));
    }

    /** One volume in a store of its own, watched for how little space is left while a deletion runs. */
    private static final class World {
        private final MemoryStore store = new MemoryStore();
        private final VolumeId volume = VolumeId.random();
        private long leastFree = Long.MAX_VALUE;
        private final Effects watched = new Effects() {
            @Override
            public <T> T perform(String effect, Supplier<T> act) {
                T result = act.get();
                leastFree = Math.min(leastFree, free());
                return result;
            }
        };
        private long freeBefore;

        private UseCases on(Effects effects) {
            return new UseCases(new MemoryBackend(store, effects, BOTH), SafetyMargin.NONE);
        }

        private long free() {
            return new MemoryBackend(store).images().freeBytes(volume);
        }

        Volume read() {
            return on(Effects.DIRECT).read(volume);
        }

        List<Long> disk(Volume now) {
            return store.content(now.chain().active().name());
        }

        Map<SnapshotId, List<Long>> contents(Volume now) {
            Map<SnapshotId, List<Long>> contents = new HashMap<>();
            now.snapshots().forEach(point -> contents.put(point.id(), store.content(point.data())));
            return contents;
        }

        /** Zeros are in one layer only: each hides data of the base, and none hides zeros. */
        void make(ImageFormat format, List<Integer> layers, int zeros) {
            on(Effects.DIRECT).createVolume(volume, format, MemoryStore.size(CLUSTERS));
            write(0, (1 << CLUSTERS) - 1, 0);
            for (int i = 0; i < layers.size(); i++) {
                on(Effects.DIRECT).createSnapshot(volume, SnapshotId.random());
                write(i + 1, layers.get(i), i == 0 ? zeros : 0);
            }
        }

        /** Writes where the layer's number has a bit, each time bytes that are nowhere else. */
        private void write(int layer, int clusters, int zeros) {
            for (int cluster = 0; cluster < CLUSTERS; cluster++) {
                if ((zeros >> cluster & 1) == 1) {
                    store.writeZeros(volume, cluster);
                } else if ((clusters >> cluster & 1) == 1) {
                    store.write(volume, cluster, 1 + layer * CLUSTERS + cluster);
                }
            }
        }

        Report delete(Set<SnapshotId> deleted) {
            freeBefore = free();
            return on(watched).deleteSnapshots(volume, deleted, Set.of());
        }

        long mostGrowth() {
            return freeBefore - leastFree;
        }
    }
}
