package org.chainsmith.app.demo;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.chainsmith.app.answer.PlanAnswer;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.CreateGuestSnapshots;
import org.chainsmith.core.guest.DeleteGuestSnapshots;
import org.chainsmith.core.guest.DeleteGuestSnapshots.Request;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;

/** The acts of the part with a running guest, in order. */
final class LiveStory {
    private static final int SNAPSHOTS = 4;
    private static final int RECORDS_BETWEEN = 20;
    private static final Duration FREEZE_DEADLINE = Duration.ofSeconds(8);

    private final Consumer<String> narrator;
    private final Hypervisor hypervisor;
    private final List<LiveDisk> disks;
    private final Recorder recorder;
    private final List<SnapshotId> taken = new ArrayList<>();
    private Duration longestFreeze = Duration.ZERO;

    /** Makes the disks, and starts the guest. */
    LiveStory(Consumer<String> narrator, Hypervisor hypervisor, Lab lab) {
        requireNonNull(narrator, "narrator is null");
        this.narrator = line -> narrator.accept(Story.shortened(line));
        this.hypervisor = requireNonNull(hypervisor, "hypervisor is null");
        this.disks = List.of(new LiveDisk(lab, "data"), new LiveDisk(lab, "journal"));
        this.recorder = new Recorder(lab, disks.stream().map(LiveDisk::ofDomain).toList());
    }

    void tell() {
        disks.forEach(disk -> recorder.awaitRecord(disk.serial(), RECORDS_BETWEEN));
        say("guest " + Recorder.NAME + " runs (QEMU without KVM) and writes a record to each disk in turn:");
        attached().forEach(disk -> say("  " + disk.at().disk() + "  volume " + disk.volume()));
        long began = recorder.last(disks.get(0).serial());
        takeSnapshots();
        delete(Set.of(snapshot(2), snapshot(3)), "two neighbours in the middle");
        compareKept();
        delete(Set.of(snapshot(4)), "the newest, on which the guest writes");
        compareKept();
        showGuestsView(began);
    }

    private void takeSnapshots() {
        act(SNAPSHOTS
                + " snapshots, each of both disks at once; what the guest had written by then, read from the images");
        while (taken.size() < SNAPSHOTS) {
            SnapshotId snapshot = SnapshotId.random();
            taken.add(snapshot);
            Guest guest = guest();
            List<AttachedVolume> volumes = hypervisor.volumes(guest, Set.of());
            Consistency reached = hypervisor
                    .createSnapshots()
                    .create(new CreateGuestSnapshots.Request(
                            guest.id(),
                            volumes,
                            volumes.stream().collect(toMap(AttachedVolume::volume, volume -> snapshot)),
                            QuiescePolicy.REQUIRE,
                            FREEZE_DEADLINE))
                    .reached()
                    .orElseThrow();
            longestFreeze = reached.frozen().compareTo(longestFreeze) > 0 ? reached.frozen() : longestFreeze;
            say(name(snapshot) + " = " + snapshot + ": " + reached.level() + " consistency, frozen for "
                    + reached.frozen().toMillis() + " ms");
            List<Records> records = new ArrayList<>();
            for (int i = 0; i < disks.size(); i++) {
                Volume volume = read(volumes.get(i));
                records.add(disks.get(i).remember(snapshot, data(volume, snapshot)));
                say("  " + volumes.get(i).at().disk() + "  " + records.get(i));
            }
            Records.require(
                    Records.areOfOneInstant(records.get(0), records.get(1)), "journal", "the instant is another one");
            disks.forEach(
                    disk -> recorder.awaitRecord(disk.serial(), records.get(0).last() + RECORDS_BETWEEN));
        }
        say("Every record has the right checksum, none is missing, and both disks are of the same instant.");
    }

    private void delete(Set<SnapshotId> snapshots, String which) {
        act("The plan for deleting " + which + ": "
                + snapshots.stream().map(this::name).sorted().collect(joining(", ")));
        DeleteGuestSnapshots delete = hypervisor.deleteSnapshots();
        Request request = new Request(attached(), snapshots, Set.of());
        for (DeleteGuestSnapshots.Planned planned : delete.plan(request)) {
            say("Disk " + planned.volume().at().disk());
            PlanAnswer.dryRun(planned.plan()).lines().forEach(line -> say("  " + line));
        }
        act("Exactly this is done now, on both disks at once, while the guest writes");
        for (DeleteGuestSnapshots.Result result : delete.delete(request, disk -> ProgressListener.NONE)) {
            result.failure().ifPresent(e -> {
                throw e;
            });
            say(result.volume().at().disk() + "  copied "
                    + result.report().orElseThrow().actualBytes() + " bytes, chain "
                    + read(result.volume()).chain());
        }
        for (GuestDisk disk : guest().disks()) {
            say(disk.target() + "  the guest writes to " + disk.source().orElseThrow());
        }
    }

    private void compareKept() {
        act("What is kept has the same records");
        List<AttachedVolume> volumes = attached();
        for (SnapshotId snapshot : read(volumes.get(0)).snapshots().stream()
                .map(point -> point.id())
                .toList()) {
            for (int i = 0; i < disks.size(); i++) {
                Records records = disks.get(i).compare(snapshot, data(read(volumes.get(i)), snapshot));
                say(name(snapshot) + "  " + volumes.get(i).at().disk() + "  " + records + "  same");
            }
        }
    }

    private void showGuestsView(long began) {
        act("What the guest saw");
        for (LiveDisk disk : disks) {
            long now = recorder.last(disk.serial());
            recorder.awaitRecord(disk.serial(), now + RECORDS_BETWEEN);
            say("disk " + disk.serial() + ": " + (now - began) + " records since the first snapshot, longest gap "
                    + recorder.longestGap(disk.serial(), began).toMillis() + " ms; goes on writing");
        }
        say("longest time frozen: " + longestFreeze.toMillis() + " ms");
    }

    private Guest guest() {
        return hypervisor.guest(Recorder.NAME);
    }

    private List<AttachedVolume> attached() {
        return hypervisor.volumes(guest(), Set.of());
    }

    private Volume read(AttachedVolume volume) {
        return hypervisor.reader(volume).read(volume.volume());
    }

    private static Image data(Volume volume, SnapshotId snapshot) {
        return volume.chain().image(volume.snapshot(snapshot).orElseThrow().data());
    }

    private SnapshotId snapshot(int number) {
        return taken.get(number - 1);
    }

    private String name(SnapshotId snapshot) {
        return "snapshot " + (taken.indexOf(snapshot) + 1);
    }

    private void act(String title) {
        narrator.accept("");
        narrator.accept("== " + title);
    }

    private void say(String line) {
        narrator.accept("  " + line);
    }
}
