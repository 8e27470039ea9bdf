package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.chainsmith.app.config.LibvirtHypervisors;
import org.chainsmith.app.place.VolumePlace;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.qemuimg.QemuImgConfig;
import org.chainsmith.testkit.lab.Guest;
import org.chainsmith.testkit.lab.GuestDisk;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.Records;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The life of a disk that a guest has open over the network, by the command line. */
@ExtendWith(LabExtension.class)
@Timeout(600)
abstract class NetworkDiskStory {
    private static final int SNAPSHOTS = 8;
    private static final List<String> CRASH = List.of("--quiesce", "never");

    private final LibvirtLab shared;
    private LibvirtLab lab;
    private final List<String> told = new ArrayList<>();
    private int predictions;
    private final Queue<SnapshotId> ids = new ArrayDeque<>();

    @TempDir
    Path state;

    private VolumePlace place;
    private NetworkDisk disk;
    private Guest guest;

    NetworkDiskStory(LibvirtLab lab) {
        this.shared = lab;
        this.lab = lab;
    }

    /** The host of the guest; it is closed afterwards, unless it is the one that is shared. */
    LibvirtLab host(LibvirtLab shared) {
        return shared;
    }

    /** A place where nothing is yet. */
    abstract VolumePlace newPlace(LibvirtLab lab);

    /** Of the first image. */
    abstract String format();

    /** How a snapshot is asked for that the guest has to stand still for. */
    List<String> quiesced() {
        return List.of("--quiesce", "require");
    }

    /** The disk's source and, where libvirt cannot find out by itself what lies below, that nothing does. */
    final void startGuest() {
        lab = host(shared);
        place = newPlace(lab);
        disk = new NetworkDisk(place);
        ImageName base = new ImageName("web." + format());
        GuestDisk made = lab.newDisk(lab.newDirectory(), "web", format());
        Stream.generate(SnapshotId::random).limit(SNAPSHOTS).forEach(ids::add);
        place.put(base, made.image());
        place.prepare(ids.stream().map(id -> new ImageName(base + "." + id)).toList());
        String xml = lab.domainXml("network", "", List.of(made))
                .replace("<disk type='file'", "<disk type='" + place.diskType() + "'")
                .replace("<source file='" + made.image() + "'/>", place.source(base));
        guest = lab.startGuest("network", xml);
        guest.awaitRecordAfter("web", 3);
    }

    @AfterEach
    void endGuest() {
        if (guest != null) {
            guest.close();
            place.close();
        }
        if (lab != shared) {
            lab.close();
        }
    }

    final JsonNode run(String... arguments) {
        return shell().json(onGuest(arguments));
    }

    final Shell shell() {
        return Shell.onLibvirt(new LibvirtHypervisors(Effects.DIRECT, this::started));
    }

    final String[] onGuest(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--connect", lab.uri(), "--domain", "network", "--state", state.toString()));
        return all.toArray(String[]::new);
    }

    final Guest guest() {
        return guest;
    }

    final VolumePlace place() {
        return place;
    }

    private QemuImgConfig started(QemuImgConfig config) {
        return config.withQemuImg(config.qemuImg().startedBy(place.store().launcher()))
                .withStorageDaemon(
                        config.storageDaemon().startedBy(place.store().launcher()));
    }

    final JsonNode chain() {
        return run("chain", "show", "--disk", "vda").path("chain");
    }

    /** A snapshot, and data in the new layer, so that every merge has something to copy. */
    private SnapshotId create(List<String> how) {
        SnapshotId id = ids.remove();
        List<String> words = new ArrayList<>(List.of("snapshot", "create", "--disk", "vda", "--id", id.value()));
        words.addAll(how);
        JsonNode taken = run(words.toArray(String[]::new));
        told.add(taken.path("consistency").asString() + ", frozen for "
                + taken.path("frozen-ms").asString() + " ms");
        if (isOn()) {
            guest.awaitRecordAfter("web", guest.lastRecord("web") + 3);
        }
        return id;
    }

    private boolean isOn() {
        return guest.state().equals("running");
    }

    /** Deletes, and checks that all other points in time read the same as before. */
    private void delete(SnapshotId... ids) {
        Map<String, String> before = kept();
        JsonNode chainBefore = chain();
        List<String> names = Stream.of(ids).map(SnapshotId::value).toList();
        String[] arguments = Stream.concat(Stream.of("snapshot", "delete", "--disk", "vda"), names.stream())
                .toArray(String[]::new);
        JsonNode dry =
                run(Stream.concat(Stream.of(arguments), Stream.of("--dry-run")).toArray(String[]::new));
        String headersBefore = disk.headers(chainBefore);
        assertThat(disk.headers(chain())).isEqualTo(headersBefore);
        run(arguments);
        JsonNode chain = chain();
        told.add((isOn() ? "on " : "off ") + headersBefore + "\n => " + disk.headers(chain));
        assertThat(chain.size()).isEqualTo(chainBefore.size() - ids.length);
        disk.requireLinked(chain);
        requirePredicted(dry.path("disks").path(0).path("plan"));
        before.keySet().removeAll(names);
        assertThat(kept()).isEqualTo(before);
    }

    /** The headers that a plan for a running guest says will result are there now. */
    private void requirePredicted(JsonNode plan) {
        plan.path("headers").properties().forEach(predicted -> {
            assertThat(disk.backing(new ImageName(predicted.getKey())))
                    .as("the header of %s", predicted.getKey())
                    .isEqualTo(predicted.getValue().asString());
            predictions++;
        });
    }

    /** What each snapshot reads, by its id. */
    private Map<String, String> kept() {
        Map<String, String> digests = disk.digests(chain());
        Map<String, String> kept = new LinkedHashMap<>();
        for (JsonNode point :
                run("snapshot", "list", "--disk", "vda").path("disks").path(0).path("snapshots")) {
            kept.put(point.path("id").asString(), digests.get(point.path("data").asString()));
        }
        return kept;
    }

    @Test
    void itsSnapshotsAreTakenListedAndDeletedWhileItsGuestRunsAndWhileItIsOff() {
        startGuest();
        SnapshotId oldest = create(quiesced());
        SnapshotId second = create(CRASH);
        SnapshotId middle = create(CRASH);
        SnapshotId fourth = create(CRASH);
        SnapshotId newest = create(CRASH);
        assertThat(kept())
                .containsOnlyKeys(Stream.of(oldest, second, middle, fourth, newest)
                        .map(SnapshotId::value)
                        .toList());
        delete(oldest);
        delete(middle);
        delete(newest);

        lab.virsh("destroy", "network");
        SnapshotId off = create(CRASH);
        delete(second, off);

        guest.start();
        guest.awaitRecordAfter("web", 0);
        SnapshotId again = create(quiesced());
        SnapshotId last = create(CRASH);
        delete(again);
        delete(fourth, last);
        long written = guest.lastRecord("web");
        guest.awaitRecordAfter("web", written);
        lab.virsh("destroy", "network");
        assertThat(chain().size()).isEqualTo(1);
        told.forEach(System.out::println);
        assertThat(predictions).isGreaterThanOrEqualTo(3);
        ImageName left = new ImageName(chain().path(0).path("image").asString());
        assertThat(Records.read(place.file(left), chain().path(0).path("format").asString())
                        .last())
                .isGreaterThanOrEqualTo(written);
        assertThat(run("recover").path("volumes").valueStream())
                .allMatch(volume -> volume.path("found").isEmpty());
    }
}
