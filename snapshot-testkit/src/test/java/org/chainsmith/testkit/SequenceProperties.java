package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.merge.SafetyMargin;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.generate.Guest;
import org.chainsmith.testkit.generate.Move;
import org.chainsmith.testkit.generate.Moves;
import org.chainsmith.testkit.generate.Strike;
import org.chainsmith.testkit.generate.VolumeDomain;
import org.chainsmith.testkit.generate.VolumeShape;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryStore;
import org.chainsmith.testkit.request.Request;
import org.chainsmith.testkit.request.UseCases;

@Domain(VolumeDomain.class)
@Domain(DomainContext.Global.class)
final class SequenceProperties {
    @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void anySequenceKeepsEveryPointInTime(
            @ForAll VolumeShape shape,
            @ForAll Moves moves,
            @ForAll Set<Feature> features,
            @ForAll SafetyMargin margin) {
        Life life = new Life(shape, features, margin);
        moves.moves().forEach(move -> life.live(move, Optional.empty()));
    }

    @Property(tries = 6000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void anySequenceOfInterruptedAndFailingRequestsKeepsEveryPointInTime(
            @ForAll VolumeShape shape,
            @ForAll Moves moves,
            @ForAll Set<Feature> features,
            @ForAll SafetyMargin margin,
            @ForAll @Size(min = 1, max = 6) List<Strike> strikes) {
        Life life = new Life(shape, features, margin);
        for (int i = 0; i < moves.moves().size(); i++) {
            life.live(moves.moves().get(i), Optional.of(strikes.get(i % strikes.size())));
        }
        for (String answer : List.of("done", "killed", "operation-unfinished", "no-space", "io-error")) {
            Statistics.coverage(all -> all.check(answer).count(count -> count > 100));
        }
    }

    /** One volume, and what it has to read. */
    private static final class Life {
        private final MemoryStore store = new MemoryStore();
        private final Set<Feature> features;
        private final SafetyMargin margin;
        private final VolumeId volume;
        private Reference reference;

        Life(VolumeShape shape, Set<Feature> features, SafetyMargin margin) {
            this.features = features;
            this.margin = margin;
            this.volume = shape.make(store, on(Effects.DIRECT));
            Volume made = on(Effects.DIRECT).read(volume);
            LinkedHashMap<SnapshotId, List<Long>> snapshots = new LinkedHashMap<>();
            made.snapshots().forEach(point -> snapshots.put(point.id(), store.content(point.data())));
            this.reference =
                    new Reference(snapshots, store.content(made.chain().active().name()));
        }

        private UseCases on(Effects effects) {
            return new UseCases(new MemoryBackend(store, effects, features), margin);
        }

        private VolumeContent content() {
            return VolumeContent.of(
                    on(Effects.DIRECT).read(volume),
                    image -> store.content(image).toString());
        }

        void live(Move move, Optional<Strike> strike) {
            if (move instanceof Move.Ask ask) {
                ask.request(reference.order()).ifPresent(request -> ask(request, strike));
            } else {
                Guest.make(move, store, volume);
                reference = reference.afterGuest(move);
            }
            assertThat(content()).isEqualTo(reference.content());
            assertThat(store.names())
                    .hasSameSizeAs(on(Effects.DIRECT).read(volume).chain().images());
        }

        private void ask(Request request, Optional<Strike> strike) {
            String answer = "done";
            try {
                request.send(on(strike.<Effects>map(Strike::effects).orElse(Effects.DIRECT)), volume);
                reference = reference.after(request);
            } catch (Killed e) {
                answer = "killed";
                recover(strike.orElseThrow());
                settle(request);
            } catch (SnapshotException e) {
                answer = e.code().id();
                if (e.kind() == ErrorKind.OUTCOME_UNKNOWN) {
                    recover(strike.orElseThrow());
                    settle(request);
                } else if (e.kind() == ErrorKind.PRECONDITION) {
                    requireRightlyRefused(e, request);
                } else {
                    assertThat(strike.flatMap(Strike::failure)).contains(e.code());
                    on(Effects.DIRECT).recover(volume);
                }
            }
            Statistics.collect(answer);
        }

        private void recover(Strike strike) {
            try {
                on(strike.recoveryEffects()).recover(volume);
            } catch (Killed e) {
                on(Effects.DIRECT).recover(volume);
            }
        }

        /** After recovery the request is done, or nothing of it. */
        private void settle(Request request) {
            Reference after = reference.after(request);
            VolumeContent now = content();
            assertThat(now).isIn(reference.content(), after.content());
            reference = now.equals(after.content()) ? after : reference;
        }

        private void requireRightlyRefused(SnapshotException e, Request request) {
            boolean resized = on(Effects.DIRECT).read(volume).chain().images().stream()
                            .map(Image::virtualSize)
                            .distinct()
                            .count()
                    > 1;
            if (e.code() == ErrorCode.SIZE_DIFFERS) {
                assertThat(resized).isTrue();
            } else {
                assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_NOT_NEWEST);
                assertThat(request).isInstanceOf(Request.Revert.class);
            }
        }
    }
}
