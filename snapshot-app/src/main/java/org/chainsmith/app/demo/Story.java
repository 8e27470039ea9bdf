package org.chainsmith.app.demo;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.chainsmith.app.answer.ErrorAnswer;
import org.chainsmith.app.answer.PlanAnswer;
import org.chainsmith.app.config.Store;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.PointInTime;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;

/** The acts of the demonstration, in order. */
final class Story {
    private static final int EPOCHS = 6;
    private static final Pattern UUID = Pattern.compile("([0-9a-f]{8})(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String ACTIVE = "active    ";

    private final Consumer<String> narrator;
    private final Store store;
    private final Disk disk;
    private final Checksums checksums;
    private final VolumeId id = VolumeId.random();
    private final List<SnapshotId> taken = new ArrayList<>();

    Story(Consumer<String> narrator, Store store, Disk disk) {
        requireNonNull(narrator, "narrator is null");
        this.narrator = line -> narrator.accept(shortened(line));
        this.store = requireNonNull(store, "store is null");
        this.disk = requireNonNull(disk, "disk is null");
        this.checksums = new Checksums(disk, this.narrator);
    }

    void tell() {
        makeVolume();
        writeAndTakeSnapshots();
        showChain("The chain");
        rememberChecksums();
        deleteSnapshots(Set.of(snapshot(3), snapshot(4), snapshot(6)));
        compareKept(ACTIVE);
        beRefused(snapshot(2));
        restore(snapshot(5));
        showChain("The chain now");
        compareKept(name(snapshot(5)));
    }

    private void makeVolume() {
        act("A volume of 64 MiB");
        store.createVolume().create(id, ImageFormat.RAW, VirtualSize.parse("64MiB"));
        say("volume " + id);
    }

    private void writeAndTakeSnapshots() {
        act("A guest writes another pattern in each epoch, and a snapshot ends each of the first " + EPOCHS);
        for (int epoch = 1; epoch <= EPOCHS + 1; epoch++) {
            List<Disk.Fill> fills = fills(epoch);
            disk.write(volume().chain().active(), fills);
            if (epoch <= EPOCHS) {
                SnapshotId snapshot = SnapshotId.random();
                store.createSnapshots().create(id, snapshot);
                taken.add(snapshot);
                say("epoch " + epoch + ": " + fills + ", then " + name(snapshot) + " = " + snapshot);
            } else {
                say("epoch " + epoch + ": " + fills + ", stays in the active image");
            }
        }
    }

    /** A place that every epoch overwrites, one of its own, and one that reaches into that of the epoch before. */
    private static List<Disk.Fill> fills(int epoch) {
        int value = 0x11 * epoch;
        return List.of(new Disk.Fill(value, 0, 4), new Disk.Fill(value, 8 * epoch - 1, 3));
    }

    private void showChain(String title) {
        act(title);
        Volume volume = volume();
        for (Image image : volume.chain().images()) {
            String holds = volume.snapshotIn(image.name()).map(this::name).orElse("the active image");
            say(image + "  " + image.format() + ", " + (image.allocation().bytes() >> 10) + " KiB: " + holds);
        }
        say("");
        say(volume.chain().toString());
    }

    private void rememberChecksums() {
        act("What each point in time reads as, through QEMU");
        Volume volume = volume();
        for (PointInTime point : volume.snapshots()) {
            checksums.remember(name(point.id()), volume.chain().image(point.data()));
        }
        checksums.remember(ACTIVE, volume.chain().active());
        checksums.requireAllDifferent();
    }

    private void deleteSnapshots(Set<SnapshotId> snapshots) {
        act("The plan for deleting two neighbours in the middle and the newest at once");
        DeleteSnapshots.Request request = new DeleteSnapshots.Request(id, snapshots, Set.of());
        PlanAnswer.dryRun(store.deleteSnapshots().plan(request)).lines().forEach(this::say);
        act("Exactly this is done now");
        Report report = store.deleteSnapshots().delete(request, ProgressListener.NONE);
        say("copied " + report.actualBytes() + " bytes (predicted: "
                + report.plan().predictedBytes() + ")");
        say("chain " + volume().chain());
    }

    private void beRefused(SnapshotId older) {
        act("Restoring an older snapshot would lose newer ones; without --discard-newer it is refused");
        try {
            store.revertVolume().revert(id, older, NewerSnapshots.REFUSE);
        } catch (SnapshotException e) {
            new ErrorAnswer(e).lines().forEach(this::say);
            return;
        }
        throw new SnapshotException(ErrorCode.NOT_PROVEN, "The demonstration failed: nothing was refused.");
    }

    private void restore(SnapshotId newest) {
        act("Restoring the newest, " + name(newest) + "; what was written since is discarded");
        store.revertVolume().revert(id, newest, NewerSnapshots.REFUSE);
        say("active image " + volume().chain().active());
    }

    /** Every kept snapshot reads as it did, and the active image as the given point in time. */
    private void compareKept(String activeReadsAs) {
        act("What is kept reads the same");
        Volume volume = volume();
        for (PointInTime point : volume.snapshots()) {
            String name = name(point.id());
            checksums.compare(name, volume.chain().image(point.data()), name);
        }
        Image active = volume.chain().active();
        checksums.compare(ACTIVE, active, activeReadsAs);
    }

    private Volume volume() {
        return store.reader().read(id);
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

    static String shortened(String line) {
        return UUID.matcher(line).replaceAll("$1");
    }
}
