package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.RecordedEffects;
import org.chainsmith.testkit.request.Request;
import org.chainsmith.testkit.request.UseCases;

/** One world in which one request meets a fault, beside a volume that nobody touches. */
final class CrashRun {
    private final World world;
    private final Volume bystander;
    private final VolumeContent bystanderContent;
    private final VolumeId volume;
    private final Request request;
    private final Optional<VolumeContent> before;
    private final Optional<VolumeContent> after;

    CrashRun(World world, Scenario scenario) {
        this.world = world;
        Volume plain = Layers.volume(world, scenario.format(), 0);
        String zeros = zeros(scenario);
        this.bystander = plain;
        this.bystanderContent = content(plain);
        Optional<Volume> made = scenario.snapshots() == Scenario.NO_VOLUME
                ? Optional.empty()
                : Optional.of(Layers.volume(world, scenario.format(), scenario.snapshots()));
        List<SnapshotId> ids = made.map(Layers::ids).orElse(List.of());
        this.volume = made.map(Volume::id).orElseGet(VolumeId::random);
        this.request = scenario.request().of(ids, zeros);
        this.before = made.map(this::content);
        this.after = request.done(before, ids);
    }

    /** The digest of a new disk: that of one that is made, looked at, and deleted again. */
    private String zeros(Scenario scenario) {
        UseCases useCases = useCases(Effects.DIRECT);
        Volume fresh = useCases.createVolume(VolumeId.random(), scenario.format(), Layers.SIZE);
        String zeros = world.digest(fresh.id(), fresh.chain().active().name());
        useCases.deleteVolume(fresh.id());
        return zeros;
    }

    private UseCases useCases(Effects effects) {
        return new UseCases(world.open(effects));
    }

    private VolumeContent content(Volume of) {
        return VolumeContent.of(of, image -> world.digest(of.id(), image));
    }

    /** Sends the request to a backend with these effects, which may kill it. */
    void send(Effects effects) {
        try {
            request.send(useCases(effects), volume);
        } catch (Killed expected) {
            // the point of it
        }
    }

    /** Recovers on a backend with these effects, which may kill it. */
    void recover(Effects effects) {
        try {
            useCases(effects).recover(volume);
        } catch (Killed expected) {
            // the point of it
        }
    }

    /** Sends the request to a backend that lets an effect fail; the answer then is the truth. */
    void sendAndBelieveTheAnswer(Effects effects) {
        try {
            request.send(useCases(effects), volume);
            assertThat(found()).as("the volume after success").isEqualTo(after);
        } catch (SnapshotException e) {
            if (e.kind() != ErrorKind.OUTCOME_UNKNOWN) {
                assertThat(world.open(Effects.DIRECT).log().open(volume))
                        .as("the open operation after %s", e)
                        .isEmpty();
                assertThat(found()).as("the volume after %s", e).isEqualTo(before);
            }
        }
    }

    /** Sends the request to a backend that lets an effect fail, and perhaps dies then. */
    void sendInVain(Effects effects) {
        try {
            request.send(useCases(effects), volume);
        } catch (Killed | SnapshotException expected) {
            // what it says is another rule's business
        }
    }

    private Optional<VolumeContent> found() {
        return useCases(Effects.DIRECT).find(volume).map(this::content);
    }

    /** Whatever reads through ledger and headers right now, and is to be kept, reads the same. */
    void assertReadsTheSameUnrecovered() {
        SnapshotBackend backend = world.open(Effects.DIRECT);
        Optional<SnapshotLedger> ledger = backend.ledgers().find(volume);
        if (ledger.isEmpty() || before.isEmpty() || after.isEmpty()) {
            return;
        }
        BackingChain chain = backend.inspector().chain(ledger.get());
        VolumeContent now = VolumeContent.ofUnfinished(ledger.get(), chain, image -> world.digest(volume, image));
        Set<SnapshotId> kept = new HashSet<>(before.get().snapshots().keySet());
        kept.retainAll(after.get().snapshots().keySet());
        for (SnapshotId id : kept) {
            assertThat(now.snapshots())
                    .containsEntry(id, before.get().snapshots().get(id));
        }
        assertThat(now.active()).isIn(before.get().active(), after.get().active());
    }

    /** Everything is as before the request or as after it, and the request can be repeated. */
    void assertSettled() {
        assertThat(world.open(Effects.DIRECT).log().open(volume))
                .as("the open operation")
                .isEmpty();
        assertThat(found()).as("the volume").isIn(before, after);
        assertThat(content(useCases(Effects.DIRECT).read(bystander.id())))
                .as("the volume that nobody touched")
                .isEqualTo(bystanderContent);
        assertNothingUnknown();
        request.send(useCases(Effects.DIRECT), volume);
        assertThat(found()).as("the volume after the repeated request").isEqualTo(after);
        assertNothingUnknown();
        RecordedEffects effects = new RecordedEffects();
        request.send(useCases(effects), volume);
        if (request.hasNoSecondEffect()) {
            assertThat(effects.effects()).as("effects of the third request").isEmpty();
        }
    }

    private void assertNothingUnknown() {
        List<String> expected = new ArrayList<>(Layers.names(bystander.chain()));
        useCases(Effects.DIRECT).find(volume).ifPresent(there -> expected.addAll(Layers.names(there.chain())));
        assertThat(world.names()).as("what is in the store").containsExactlyInAnyOrderElementsOf(expected);
    }
}
