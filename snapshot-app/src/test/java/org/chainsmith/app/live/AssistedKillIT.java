package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.CinderExtension;
import org.chainsmith.testkit.lab.CinderLab;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.Records;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * The service dies (SIGKILL) before an outward effect of what Cinder asked it for, and is started anew: Cinder ends in a
 * state that is true, its record fits the chain that the guest has open, and all snapshots read what they read.
 */
@ExtendWith({LabExtension.class, CinderExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(7200)
final class AssistedKillIT {
    private static final boolean FULL = Boolean.getBoolean("chainsmith.full");

    /** Where a full run begins, to look at one effect. */
    private static final int FROM = Integer.getInteger("chainsmith.kills.from", 1);

    /** Enough for every request here; a run that is not killed ends the search. */
    private static final int MANY = 200;

    private static final int LONG_CHAIN = 4;

    /** What is asked for, and before which effect the service dies unless it is a full run: then before each of them. */
    enum Work {
        /** It stands still, and is not switched. */
        CREATE("snapshot of guest"),
        /** The job runs, and nobody has written that down. */
        COMMIT("8"),
        /** All is pulled. */
        PULL("flush"),
        /** All disks are switched, and the guest stands still. */
        GROUP("thaw");

        private final String sample;

        Work(String sample) {
            this.sample = sample;
        }

        boolean creates() {
            return this == CREATE || this == GROUP;
        }
    }

    /** What there is of a volume while nothing happens. */
    private record Seen(Map<String, String> info, List<String> chain, Map<SnapshotId, String> digests) {
        static Seen of(CinderGuest host, VolumeId volume) {
            return new Seen(host.share.info(volume), host.share.chain(volume), host.share.digests(volume));
        }
    }

    private final CinderGuest host;
    private final VolumeId first;
    private final Path configuration;
    private ServiceProcess service;

    AssistedKillIT(LibvirtLab lab, CinderLab cinder) {
        host = new CinderGuest(lab, cinder, 2);
        first = host.volumes.get(0);
        configuration = host.configuration(Map.of());
        service = ServiceProcess.serve(configuration).requireListening();
    }

    @AfterAll
    void end() {
        try (host) {
            service.close();
        }
    }

    @Test
    void everyDeathEndsInATrueState() {
        Map<Work, Integer> kills = new EnumMap<>(Work.class);
        Set<Work> unfinished = EnumSet.allOf(Work.class);
        for (int i = FROM; !unfinished.isEmpty(); i++) {
            assertThat(i).as("effects of " + unfinished).isLessThan(MANY);
            for (Work work : List.copyOf(unfinished)) {
                if (killAndStartAnew(work, FULL ? Integer.toString(i) : work.sample)) {
                    kills.merge(work, 1, Integer::sum);
                } else {
                    assertThat(FULL).as(work + " has effect " + work.sample).isTrue();
                    unfinished.remove(work);
                }
            }
            if (!FULL) {
                break;
            }
        }
        assertThat(FROM > 1 || kills.keySet().equals(EnumSet.allOf(Work.class)))
                .as("kills of every work: %s", kills)
                .isTrue();
        System.out.println("AssistedKillIT: the service was killed " + kills);
    }

    private boolean killAndStartAnew(Work work, String effect) {
        makeReady();
        Map<VolumeId, Seen> before = seen();
        List<SnapshotId> asked = List.of();
        service.close();
        boolean killed;
        String story;
        try (ServiceProcess victim = ServiceProcess.killedBefore(effect, configuration)) {
            if (victim.listens()) {
                asked = ask(work, before);
                List<SnapshotId> snapshots = asked;
                Await.until(
                        work + " or a death",
                        CinderGuest.PATIENCE,
                        () -> !victim.isAlive() || (areSettled(snapshots) && isAllReported()));
            }
            killed = !victim.isAlive();
            story = work + " killed before " + effect + ", " + victim.lastEffect();
        }
        service = ServiceProcess.serve(configuration).requireListening();
        List<SnapshotId> snapshots = asked;
        try {
            Await.until("a state after " + story, CinderGuest.PATIENCE, () -> areSettled(snapshots) && isAllReported());
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + ": " + snapshots.stream().map(host::status).toList() + operations(), e);
        }
        if (killed) {
            System.out.println("AssistedKillIT: " + story + ": "
                    + asked.stream().map(host::status).toList());
        }
        assertTrue(work, asked, before, story);
        return killed;
    }

    /** The first volume has two snapshots, and no chain is long. */
    private void makeReady() {
        for (VolumeId volume : host.volumes) {
            List<SnapshotId> there = host.share.snapshots(volume);
            for (int i = 0; i < there.size() - LONG_CHAIN; i++) {
                host.delete(there.get(i));
                host.awaitGone(there.get(i));
            }
        }
        while (host.share.snapshots(first).size() < 2) {
            host.await(host.create(first), SnapshotStatus.AVAILABLE);
            host.awaitWriting(first);
        }
    }

    private Map<VolumeId, Seen> seen() {
        Map<VolumeId, Seen> seen = new TreeMap<>();
        host.volumes.forEach(volume -> seen.put(volume, Seen.of(host, volume)));
        return seen;
    }

    private List<SnapshotId> ask(Work work, Map<VolumeId, Seen> before) {
        List<SnapshotId> there = host.share.snapshots(first);
        return switch (work) {
            case CREATE -> List.of(host.create(first));
            case COMMIT -> deleted(there.get(there.size() - 2));
            case PULL -> deleted(there.get(there.size() - 1));
            case GROUP -> {
                try {
                    host.createGroup();
                } catch (SnapshotException e) {
                    System.out.println("AssistedKillIT: " + e.getMessage());
                }
                yield host.volumes.stream()
                        .flatMap(volume -> host.catalog.snapshotsOf(volume).stream())
                        .map(CatalogSnapshot::id)
                        .filter(id -> before.values().stream()
                                .noneMatch(seen -> seen.digests().containsKey(id)))
                        .toList();
            }
        };
    }

    private List<SnapshotId> deleted(SnapshotId snapshot) {
        host.delete(snapshot);
        return List.of(snapshot);
    }

    private boolean areSettled(List<SnapshotId> snapshots) {
        Set<SnapshotStatus> open = EnumSet.of(SnapshotStatus.CREATING, SnapshotStatus.DELETING);
        return snapshots.stream().flatMap(each -> host.status(each).stream()).noneMatch(open::contains);
    }

    private boolean isAllReported() {
        try {
            return operations().stream()
                    .noneMatch(
                            operation -> operation.get("reported").stringValue().equals("no"));
        } catch (SnapshotException e) {
            return false; // it dies
        }
    }

    private List<JsonNode> operations() {
        return host.compute().get("operations").get("operations").valueStream().toList();
    }

    private void assertTrue(Work work, List<SnapshotId> asked, Map<VolumeId, Seen> before, String story) {
        assertToldTruly(work, asked, story);
        List<SnapshotId> failed = new ArrayList<>();
        if (work.creates()) {
            failed.addAll(assertCreated(asked, before, story));
        } else {
            asked.forEach(snapshot -> assertDeleted(snapshot, before, story));
        }
        for (VolumeId volume : host.volumes) {
            Map<SnapshotId, String> kept = new TreeMap<>(before.get(volume).digests());
            asked.forEach(kept::remove);
            assertThat(host.share.digests(volume)).as(story).containsAllEntriesOf(kept);
            host.awaitWriting(volume);
        }
        assertThat(host.guest.isFrozen()).as(story).isFalse();
        failed.forEach(host::delete);
        failed.forEach(host::awaitGone);
    }

    /** What the service says is what Cinder has. */
    private void assertToldTruly(Work work, List<SnapshotId> asked, String story) {
        for (JsonNode operation : operations()) {
            SnapshotId snapshot = new SnapshotId(operation.get("snapshot").stringValue());
            boolean creates = operation.get("kind").stringValue().equals("create");
            if (asked.contains(snapshot) && creates == work.creates()) {
                Optional<SnapshotStatus> done = creates ? Optional.of(SnapshotStatus.AVAILABLE) : Optional.empty();
                assertThat(operation.get("state").stringValue().equals("done"))
                        .as(story + ": " + operation)
                        .isEqualTo(host.status(snapshot).equals(done));
                // One that is told once more, by a new process, may be gone by then.
                assertThat(operation.get("reported").stringValue())
                        .as(story + ": " + operation)
                        .isIn("yes", creates ? "yes" : "too-late");
                if (operation.get("state").stringValue().equals("done")) {
                    assertThat(operation.get("note").asString(""))
                            .as(story + ": " + operation)
                            .isEmpty();
                }
            }
        }
    }

    /** All are there or none is. Returns those that Cinder keeps as failed. */
    private List<SnapshotId> assertCreated(List<SnapshotId> asked, Map<VolumeId, Seen> before, String story) {
        Set<SnapshotId> there = new TreeSet<>();
        for (VolumeId volume : host.volumes) {
            Seen was = before.get(volume);
            List<String> chain = host.share.chain(volume);
            assertThat(host.open(volume)).as(story).isEqualTo(chain);
            List<SnapshotId> added = host.share.snapshots(volume).stream()
                    .filter(id -> !was.digests().containsKey(id))
                    .toList();
            assertThat(asked).as(story).containsAll(added);
            assertThat(chain).as(story).hasSize(was.chain().size() + added.size());
            there.addAll(added);
        }
        asked.forEach(snapshot -> assertThat(host.status(snapshot))
                .as(story)
                .contains(there.contains(snapshot) ? SnapshotStatus.AVAILABLE : SnapshotStatus.ERROR));
        assertThat(there.size()).as(story).isIn(0, asked.size());
        if (there.size() == host.volumes.size()) {
            Records.requireOnePointInTime(
                    host.volumes.stream().map(host.share::sealed).toList());
        }
        return asked.stream().filter(id -> !there.contains(id)).toList();
    }

    private void assertDeleted(SnapshotId snapshot, Map<VolumeId, Seen> before, String story) {
        Seen was = before.get(first);
        if (host.status(snapshot).isPresent()) {
            assertThat(host.status(snapshot)).as(story).contains(SnapshotStatus.ERROR_DELETING);
            assertThat(host.share.info(first)).as(story).isEqualTo(was.info());
            assertThat(host.share.chain(first)).as(story).isEqualTo(was.chain()).isEqualTo(host.open(first));
            host.client.snapshots().resetStatus(snapshot, "available");
            host.delete(snapshot);
            host.awaitGone(snapshot);
        }
        assertThat(host.share.info(first)).as(story).doesNotContainKey(snapshot.value());
        assertThat(host.share.chain(first))
                .as(story)
                .hasSize(was.chain().size() - 1)
                .isEqualTo(host.open(first));
    }
}
