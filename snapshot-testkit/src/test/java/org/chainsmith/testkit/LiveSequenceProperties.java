package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.contract.World;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.request.LiveUseCases;

/** Sequences of requests on the disks of a guest that writes, whose requests die and which dies itself. */
final class LiveSequenceProperties {
    private static final int CHUNKS = 5;
    private static final int NEVER = 60;

    /**
     * One move.
     *
     * @param disks how many disks a snapshot is taken of; the disk of which snapshots are deleted
     * @param deleted positions of the snapshots to delete (modulo their number); none: a snapshot is taken
     * @param killedAt the effect at which the request dies, if it gets there
     * @param writes patterns that the guest writes before, and while a job runs
     */
    record Turn(int disks, Set<Integer> deleted, int killedAt, boolean guestDies, List<Integer> writes) {}

    @Provide
    Arbitrary<Turn> turns() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 4).set().ofMaxSize(3),
                        Arbitraries.integers().between(0, NEVER),
                        Arbitraries.of(true, false, false),
                        Arbitraries.integers().between(0, 99).list().ofMaxSize(6))
                .as(Turn::new);
    }

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void anySequenceKeepsEveryPointInTimeOfEveryDisk(
            @ForAll("turnLists") List<Turn> turns, @ForAll ImageFormat format, @ForAll boolean commits) {
        Life life = new Life(new MemoryLiveWorld(commits ? MemoryLiveWorld.ALL : MemoryLiveWorld.PULL_ONLY, format));
        turns.forEach(life::live);
        for (String answer : List.of("done", "killed", "killed, and the guest dies")) {
            Statistics.coverage(all -> all.check(answer).count(count -> count > 100));
        }
    }

    @Provide
    Arbitrary<List<Turn>> turnLists() {
        return turns().list().ofMinSize(2).ofMaxSize(10);
    }

    /** The guest, and what each of its disks has to read. */
    private static final class Life {
        private final MemoryLiveWorld world;
        private final Map<VolumeId, Reference> references = new TreeMap<>();

        Life(MemoryLiveWorld world) {
            this.world = world;
            world.volumes().forEach(volume -> references.put(volume, Reference.zeros(CHUNKS)));
        }

        private LiveUseCases on(Effects effects) {
            return new LiveUseCases(world.open(effects), world.guest(), world.attached());
        }

        void live(Turn turn) {
            write(turn);
            if (turn.deleted().isEmpty()) {
                create(turn);
            } else {
                delete(turn);
            }
            references.forEach(
                    (volume, reference) -> assertThat(content(volume)).isEqualTo(reference.content()));
            assertThat(world.isFrozen()).isFalse();
            assertThat(world.names())
                    .hasSize(references.keySet().stream()
                            .mapToInt(volume ->
                                    on(Effects.DIRECT).read(volume).chain().size())
                            .sum());
        }

        private void write(Turn turn) {
            for (int i = 0; i < turn.writes().size(); i++) {
                int pattern = turn.writes().get(i);
                VolumeId volume = world.volumes().get(i % references.size());
                int chunk = pattern % CHUNKS;
                world.write(volume, (long) chunk * World.CHUNK, pattern);
                references.computeIfPresent(volume, (same, reference) -> reference.written(chunk, pattern));
            }
        }

        private VolumeContent content(VolumeId volume) {
            return VolumeContent.of(on(Effects.DIRECT).read(volume), image -> world.digest(volume, image));
        }

        private void create(Turn turn) {
            Map<VolumeId, SnapshotId> ids = new HashMap<>();
            world.volumes().subList(0, turn.disks()).forEach(volume -> ids.put(volume, SnapshotId.random()));
            ask(turn, effects -> on(effects).create(ids, QuiescePolicy.PREFER));
            boolean taken = content(world.volumes().get(0))
                    .snapshots()
                    .containsKey(ids.get(world.volumes().get(0)));
            if (taken) {
                ids.forEach((volume, id) ->
                        references.computeIfPresent(volume, (same, reference) -> reference.withSnapshot(id)));
            }
        }

        private void delete(Turn turn) {
            VolumeId volume = world.volumes().get(turn.disks() - 1);
            List<SnapshotId> present = references.get(volume).order();
            Set<SnapshotId> picked = new HashSet<>();
            turn.deleted().stream()
                    .filter(position -> !present.isEmpty())
                    .forEach(position -> picked.add(present.get(position % present.size())));
            boolean able = world.open(Effects.DIRECT).features().containsAll(MemoryLiveWorld.ALL)
                    || present.size() == picked.size();
            if (able && !picked.isEmpty()) {
                world.duringNextJob(() -> write(turn));
                ask(turn, effects -> on(effects).delete(volume, picked));
                world.duringNextJob(() -> {});
                if (content(volume).snapshots().keySet().stream().noneMatch(picked::contains)) {
                    references.computeIfPresent(volume, (same, reference) -> reference.without(picked));
                }
            }
        }

        private void ask(Turn turn, Consumer<Effects> request) {
            try {
                request.accept(KillAtEffect.kill(When.AFTER, turn.killedAt()));
                Statistics.collect("done");
            } catch (Killed e) {
                Statistics.collect(turn.guestDies() ? "killed, and the guest dies" : "killed");
                if (turn.guestDies()) {
                    world.finishJobs();
                    world.kill();
                }
            }
            on(Effects.DIRECT).recoverAll();
            if (!world.isActive()) {
                world.start();
            }
        }
    }
}
