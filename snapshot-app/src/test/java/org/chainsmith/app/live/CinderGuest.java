package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chainsmith.app.config.LibvirtHypervisors;
import org.chainsmith.app.remote.ServiceClient;
import org.chainsmith.app.server.ServiceSettings;
import org.chainsmith.app.server.Services;
import org.chainsmith.cinder.CinderClient;
import org.chainsmith.cinder.api.AttachmentBody;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.resilience.Limits;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.catalog.VolumeStatus;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.CinderLab;
import org.chainsmith.testkit.lab.Command;
import org.chainsmith.testkit.lab.Guest;
import org.chainsmith.testkit.lab.GuestDisk;
import org.chainsmith.testkit.lab.LibvirtLab;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A guest in the lab whose disks are volumes of a real Cinder, and the compute side that this Cinder calls. */
final class CinderGuest implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final int SEEN_OF_A_SERIAL = 20;
    private static final AtomicInteger GUESTS = new AtomicInteger();
    private static final Pattern UUID = Pattern.compile("<uuid>([^<]+)</uuid>");
    private static final Pattern ID = Pattern.compile("\\| id +\\| ([0-9a-f-]{36}) ");

    final CinderLab cinder;
    final CinderShare share;
    final LibvirtLab lab;
    final CinderClient client;
    final VolumeCatalog catalog;
    final List<VolumeId> volumes = new ArrayList<>();
    final Guest guest;
    final GuestId id;
    private final Path state;
    private Optional<Services.Running> service = Optional.empty();

    CinderGuest(LibvirtLab lab, CinderLab cinder, int disks) {
        this.lab = lab;
        this.cinder = cinder;
        this.share = new CinderShare(cinder.share());
        this.state = lab.newDirectory();
        client = CinderClient.at(cinder.endpoint(), Secret.of(cinder.token()), Limits.defaults(), Clock.systemUTC());
        catalog = client.catalog();
        for (int i = 0; i < disks; i++) {
            volumes.add(new VolumeId(
                    client.volumes().create("disk " + i, 1, Map.of()).id()));
        }
        List<GuestDisk> wanted = new ArrayList<>();
        for (VolumeId volume : volumes) {
            Await.until(
                    "volume " + volume,
                    PATIENCE,
                    () -> catalog.volume(volume).orElseThrow().status() == VolumeStatus.AVAILABLE);
            Command.run("mkfs.ext4", "-q", "-F", share.file(volume).toString());
            wanted.add(new GuestDisk(seen(volume), share.file(volume), "raw"));
        }
        String name = "cinder" + GUESTS.incrementAndGet();
        guest = lab.startGuest(name, domain(name, wanted));
        id = new GuestId(found(UUID, lab.virsh("dumpxml", name)));
        volumes.forEach(this::attach);
    }

    /** The guest sees the first 20 characters of a serial number only. */
    static String seen(VolumeId volume) {
        return volume.value().substring(0, SEEN_OF_A_SERIAL);
    }

    private String domain(String name, List<GuestDisk> disks) {
        String xml = lab.domainXml(name, "", disks);
        for (VolumeId volume : volumes) {
            xml = xml.replace("<serial>" + seen(volume) + "</serial>", "<serial>" + volume + "</serial>");
        }
        return xml;
    }

    private void attach(VolumeId volume) {
        AttachmentBody attachment = client.attachments().reserve(volume, id);
        client.attachments().connect(attachment.id(), cinder.connector());
        client.attachments().complete(attachment.id());
    }

    private Map<String, String> given(Map<String, String> more) {
        Map<String, String> given = new TreeMap<>(Map.of(
                "listen", "127.0.0.1:" + cinder.computePort(),
                "connect", lab.uri(),
                "state-dir", state.toString(),
                "auth", "noauth",
                "cinder-endpoint", cinder.endpoint().toString(),
                "cinder-token", cinder.token()));
        given.putAll(more);
        return given;
    }

    /** A configuration file for a service in a process of its own. */
    Path configuration(Map<String, String> more) {
        try {
            return Files.write(
                    lab.newDirectory().resolve("compute.conf"),
                    given(more).entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void serve() {
        serve(Map.of());
    }

    void serve(Map<String, String> more) {
        stop();
        ServiceSettings settings = ServiceSettings.of(given(more), Map.of(), Optional.empty());
        service = Optional.of(
                Services.compute(settings, new LibvirtHypervisors().connect(settings.hypervisor()), Effects.DIRECT));
    }

    void stop() {
        service.ifPresent(Services.Running::close);
        service = Optional.empty();
    }

    /** The names of the images as libvirt tells the chain, base first. */
    List<String> open(VolumeId volume) {
        List<String> names = new ArrayList<>();
        Matcher matcher = Pattern.compile("source file='[^']*/(volume-" + volume + "[^'/]*)'")
                .matcher(lab.virsh("dumpxml", guest.name()));
        while (matcher.find()) {
            names.add(0, matcher.group(1));
        }
        return names;
    }

    /** Lets a job run on the disk that nobody here began, until it is aborted. */
    void beginForeignJob(VolumeId volume) {
        lab.virsh(
                "blockcopy",
                guest.name(),
                target(volume),
                "--dest",
                lab.newDirectory().resolve("copy").toString(),
                "--bandwidth",
                "1",
                "--transient-job");
    }

    void abortForeignJob(VolumeId volume) {
        lab.virsh("blockjob", guest.name(), target(volume), "--abort");
    }

    private String target(VolumeId volume) {
        return "vd" + (char) ('a' + volumes.indexOf(volume));
    }

    /** Waits until the guest has written something to the volume that it had not before. */
    void awaitWriting(VolumeId volume) {
        guest.awaitRecordAfter(seen(volume), guest.lastRecord(seen(volume)));
    }

    /** Record, headers, hypervisor and directory agree; the guest stands up and writes. */
    void assertSound(VolumeId volume, List<SnapshotId> snapshots) {
        Map<String, String> info = share.info(volume);
        List<String> chain = share.chain(volume);
        assertThat(chain).hasSize(snapshots.size() + 1);
        assertThat(open(volume)).isEqualTo(chain);
        assertThat(share.files(volume)).containsExactlyInAnyOrderElementsOf(chain);
        assertThat(info.get("active")).isEqualTo(chain.get(chain.size() - 1));
        assertThat(info).hasSize(snapshots.size() + 1);
        snapshots.forEach(snapshot -> {
            assertThat(chain.indexOf(info.get(snapshot.value())))
                    .as("file of " + snapshot)
                    .isPositive();
            assertThat(status(snapshot)).contains(SnapshotStatus.AVAILABLE);
        });
        assertThat(guest.isFrozen()).isFalse();
        awaitWriting(volume);
    }

    Optional<SnapshotStatus> status(SnapshotId snapshot) {
        return catalog.snapshot(snapshot).map(CatalogSnapshot::status);
    }

    void await(SnapshotId snapshot, SnapshotStatus wanted) {
        await("snapshot " + snapshot + " " + wanted, () -> status(snapshot).equals(Optional.of(wanted)));
    }

    /**
     * Lets a deletion whose failure was reported be asked for again, as an administrator does. Until Cinder has looked, which
     * it does ever more rarely, it takes no notice of that, and notes the failure once more.
     */
    void allowAnotherDeletion(SnapshotId snapshot) {
        await("Cinder's notice", () -> {
            try (Stream<String> lines = Files.lines(cinder.log())) {
                return lines.anyMatch(line -> line.contains("Unable to delete snapshot " + snapshot));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        client.snapshots().resetStatus(snapshot, "available");
    }

    void awaitGone(SnapshotId snapshot) {
        await("the end of snapshot " + snapshot, () -> status(snapshot).isEmpty());
    }

    void awaitNoSnapshots(VolumeId volume) {
        await(
                "the end of all snapshots of volume " + volume,
                () -> catalog.snapshotsOf(volume).isEmpty());
    }

    /** What is there when it was waited for in vain, is told. */
    private void await(String what, BooleanSupplier condition) {
        try {
            Await.until(what, PATIENCE, condition);
        } catch (AssertionError e) {
            List<Object> snapshots = new ArrayList<>();
            volumes.forEach(volume -> snapshots.addAll(catalog.snapshotsOf(volume)));
            throw new AssertionError(e.getMessage() + "; Cinder has " + snapshots + " and wrote\n" + troubles(), e);
        }
    }

    private String troubles() {
        try (Stream<String> lines = Files.lines(cinder.log())) {
            return lines.filter(line -> line.contains(" ERROR ") || line.contains(" WARNING "))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Asks for a snapshot as a user does, and does not wait for it. */
    SnapshotId create(VolumeId volume) {
        return new SnapshotId(found(ID, cinder.cinder("snapshot-create", volume.value())));
    }

    /** Asks for a deletion as a user does, and does not wait for it. */
    void delete(SnapshotId... snapshots) {
        List<String> command = new ArrayList<>(List.of("snapshot-delete"));
        Stream.of(snapshots).map(SnapshotId::value).forEach(command::add);
        cinder.cinder(command.toArray(String[]::new));
    }

    /** The API of the compute side. */
    ServiceClient compute() {
        return new ServiceClient(URI.create("http://127.0.0.1:" + cinder.computePort()), Optional.empty());
    }

    /** Asks the compute side for a snapshot of all volumes. Returns what it is answered. */
    JsonNode createGroup() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("volume_snapshots").put("volumes", "all").put("quiesce", "require");
        return compute().post(groups(), body).get("volume_snapshots");
    }

    /** Such a snapshot as it is now. */
    JsonNode group(String group) {
        return compute().get(groups() + "/" + group).get("volume_snapshots");
    }

    void deleteGroup(String group) {
        compute().delete(groups() + "/" + group);
    }

    private String groups() {
        return "v2.1/" + cinder.project() + "/servers/" + id + "/os-volume-snapshots";
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        stop();
        guest.close();
    }
}
