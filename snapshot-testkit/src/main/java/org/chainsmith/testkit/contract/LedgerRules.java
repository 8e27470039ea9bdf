package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keeping ledgers. */
interface LedgerRules extends Rules {
    /** The ledger with its first snapshot left out. */
    private static SnapshotLedger shortened(SnapshotLedger ledger) {
        NavigableMap<SnapshotId, ImageName> overlays = new TreeMap<>(ledger.overlays());
        overlays.pollFirstEntry();
        return new SnapshotLedger(ledger.volume(), ledger.active(), overlays, ledger.formats());
    }

    private static void assertSame(SnapshotLedgers ledgers, SnapshotLedger expected) {
        assertThat(ledgers.find(expected.volume()))
                .hasValueSatisfying(
                        found -> assertThat(found.sameSnapshots(expected)).isTrue());
    }

    @Test
    @DisplayName("LE-01 a saved ledger is found, again and again")
    default void savedLedgerIsFound() {
        Volume volume = volume(2);
        assertThat(backend().ledgers().find(volume.id())).contains(volume.ledger());
        SnapshotLedger changed = shortened(volume.ledger());
        for (int i = 0; i < 2; i++) {
            backend().ledgers().save(changed);
            assertSame(backend().ledgers(), changed);
        }
    }

    @Test
    @DisplayName("LE-02 a saved ledger survives a restart")
    default void savedLedgerSurvivesRestart() {
        Volume volume = volume(2);
        SnapshotLedger changed = shortened(volume.ledger());
        backend().ledgers().save(changed);
        assertSame(reopened().ledgers(), changed);
        backend().ledgers().save(volume.ledger());
        assertThat(reopened().ledgers().find(volume.id())).contains(volume.ledger());
    }

    @Test
    @DisplayName("LE-03 a save that dies anywhere leaves the old ledger or the new one")
    default void interruptedSaveLeavesOldOrNew() {
        killAtEachEffect((backend, volume) -> backend.ledgers().save(shortened(volume.ledger())), volume -> {
            SnapshotLedger now = reopened().ledgers().find(volume.id()).orElseThrow();
            SnapshotLedger changed = shortened(volume.ledger());
            assertThat(now.sameSnapshots(changed) || now.sameSnapshots(volume.ledger()))
                    .isTrue();
            backend().ledgers().save(changed);
            assertSame(reopened().ledgers(), changed);
        });
    }

    @Test
    @DisplayName("LE-04 every volume is listed once, until its images and its ledger are gone")
    default void volumesAreListedUntilGone() {
        Volume kept = volume(1);
        Volume gone = volume(0);
        assertThat(backend().ledgers().volumes()).containsExactlyInAnyOrder(kept.id(), gone.id());
        images().remove(gone.id(), gone.chain().base().name());
        backend().ledgers().forget(gone.id());
        backend().ledgers().forget(gone.id());
        assertThat(reopened().ledgers().find(gone.id())).isEmpty();
        assertThat(reopened().ledgers().volumes()).containsExactly(kept.id());
    }

    @Test
    @DisplayName("LE-05 there is no ledger of a volume that never was")
    default void whatNeverWasHasNoLedger() {
        assertThat(backend().ledgers().find(VolumeId.random())).isEmpty();
    }
}
