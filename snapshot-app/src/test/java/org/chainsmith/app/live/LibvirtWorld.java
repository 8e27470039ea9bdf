package org.chainsmith.app.live;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chainsmith.app.place.DirectoryPlace;
import org.chainsmith.app.place.VolumePlace;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.guest.AttachedBackend;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.libvirt.DomainState;
import org.chainsmith.libvirt.LibvirtConfig;
import org.chainsmith.libvirt.LibvirtGuestAgent;
import org.chainsmith.libvirt.LibvirtLiveDisks;
import org.chainsmith.libvirt.LibvirtSession;
import org.chainsmith.qemuimg.QemuImgBackend;
import org.chainsmith.qemuimg.volumes.CinderLayout;
import org.chainsmith.testkit.contract.LiveWorld;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.Guest;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.request.UseCases;

/**
 * A place of volumes, and one guest in the lab that has three of them attached, and a disk with a file system beside
 * them. The guest's own writes to the volumes are made in its QEMU, where those of its processors arrive too, so that
 * they can be made before its kernel has booted.
 */
final class LibvirtWorld implements LiveWorld {
    private static final VirtualSize SIZE = new VirtualSize(5L * CHUNK);
    private static final int MEBIBYTES = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern UUID = Pattern.compile("<uuid>([^<]+)</uuid>");
    private static final AtomicInteger GUESTS = new AtomicInteger();

    private final LibvirtLab lab;
    private final VolumePlace place;
    private final Images images;
    private final LibvirtSession session;
    private final Guest guest;
    private final GuestId id;
    private final LabAgent agent;
    private final LibvirtJobs jobs;
    private final LibvirtTricks tricks;
    private final Map<VolumeId, Attachment> attached = new TreeMap<>();
    private final List<SnapshotBackend> opened = new ArrayList<>();

    /** One whose volumes are in memory: no test here cuts the power of the host, and syncing to a disk takes long. */
    LibvirtWorld(LibvirtLab lab, ImageFormat format) {
        this(lab, lab.uri(), new DirectoryPlace(lab.newSmallFileSystem(MEBIBYTES)), format);
    }

    /** One whose volumes are at this place, which goes with it. */
    LibvirtWorld(LibvirtLab lab, VolumePlace place, ImageFormat format) {
        this(lab, lab.uri(), place, format);
    }

    /**
     * One with all that makes it.
     *
     * @param uri under which the requests reach the lab's libvirt
     */
    LibvirtWorld(LibvirtLab lab, String uri, VolumePlace place, ImageFormat format) {
        this.lab = lab;
        this.place = place;
        this.images = new Images(place);
        this.session = LibvirtSession.open(LibvirtConfig.defaults().withUri(URI.create(uri)));
        String name = "live" + GUESTS.incrementAndGet();
        List<VolumeId> made =
                Stream.generate(VolumeId::random).limit(3).sorted().toList();
        try (QemuImgBackend store = place.store().open(place.served(Effects.DIRECT))) {
            made.forEach(volume -> new UseCases(store).createVolume(volume, format, SIZE));
        }
        this.guest = lab.defineGuest(name, domainXml(name, made, format));
        Matcher uuid = UUID.matcher(lab.virsh("dumpxml", name));
        if (!uuid.find()) {
            throw new AssertionError("guest " + name + " has no UUID");
        }
        this.id = new GuestId(uuid.group(1));
        for (int i = 0; i < made.size(); i++) {
            attached.put(made.get(i), new Attachment(id, new DiskTarget("vd" + (char) ('a' + i))));
        }
        this.agent = new LabAgent(guest);
        this.jobs = new LibvirtJobs(this, session);
        this.tricks = new LibvirtTricks(this, lab, session, agent);
        start();
    }

    private String domainXml(String name, List<VolumeId> volumes, ImageFormat format) {
        CinderLayout layout = new CinderLayout();
        List<ImageName> bases = volumes.stream().map(layout::base).toList();
        List<org.chainsmith.testkit.lab.GuestDisk> disks = new ArrayList<>();
        bases.forEach(base -> disks.add(
                new org.chainsmith.testkit.lab.GuestDisk("disk" + disks.size(), Path.of("/" + base), format.id())));
        disks.add(lab.newDisk(lab.newDirectory(), "system", "raw"));
        String xml = lab.domainXml(name, "writer=off", disks);
        for (ImageName base : bases) {
            xml = xml.replaceFirst(
                    "(<disk type=')file('[^>]*>\\s*<driver[^>]*>\\s*)<source file='" + Pattern.quote("/" + base)
                            + "'/>",
                    "$1" + place.diskType() + "$2" + Matcher.quoteReplacement(place.source(base)));
        }
        return xml;
    }

    VolumePlace place() {
        return place;
    }

    /** The name of the guest. */
    String name() {
        return guest.name();
    }

    /** Waits until the guest can be frozen, by whomever. */
    void awaitAgent() {
        agent.needed();
    }

    /** What a command line printed in the guest. */
    String run(String commandLine) {
        awaitAgent();
        return guest.run(commandLine);
    }

    /** Starts a command line in the guest that may let it be paused. */
    void begin(String commandLine) {
        awaitAgent();
        guest.begin(commandLine);
    }

    /** Waits until the guest is in a state, as libvirt names it. */
    void awaitState(String state) {
        Await.until(
                "guest " + name() + " is " + state,
                PATIENCE,
                () -> guest.state().equals(state));
    }

    @Override
    public SnapshotBackend open(Effects effects) {
        boolean slowly = jobs.isTroubleAhead();
        Effects watched = new AfterEffect(effects, effect -> jobs.happened(effect, slowly));
        return new AttachedBackend(
                store(effects),
                new LibvirtLiveDisks(session, watched, slowly ? 1 : 0),
                agent.around(new LibvirtGuestAgent(session, watched)),
                volume -> Optional.ofNullable(attached.get(volume)));
    }

    private SnapshotBackend store(Effects effects) {
        QemuImgBackend store = place.store().open(place.served(effects));
        opened.add(store);
        return store;
    }

    @Override
    public Set<Trick> tricks() {
        return tricks.known();
    }

    @Override
    public void play(Trick trick) {
        tricks.play(trick);
    }

    @Override
    public boolean obstruct(GuestDisk.Obstacle obstacle) {
        return tricks.obstruct(obstacle);
    }

    /** Its processes are there again when the guest is booted again. */
    @Override
    public void restoreAgent() {
        kill();
        start();
    }

    @Override
    public GuestId guest() {
        return id;
    }

    @Override
    public Map<VolumeId, Attachment> attached() {
        return attached;
    }

    @Override
    public List<VolumeId> volumes() {
        return List.copyOf(attached.keySet());
    }

    @Override
    public boolean isActive() {
        return session.domains().state(id).activity() != DomainState.Activity.OFF;
    }

    @Override
    public boolean isFrozen() {
        return isActive() && agent.isFrozen();
    }

    @Override
    public void start() {
        lab.virsh("start", name());
        agent.booted();
    }

    /** QEMU ends by itself, with all that it has in memory written. */
    @Override
    public void stop() {
        lab.virsh("destroy", "--graceful", name());
    }

    @Override
    public void kill() {
        guest.qemu().destroyForcibly();
        Await.until("the end of QEMU", PATIENCE, () -> !isActive());
        place.forgetUsers();
    }

    /** The job ends, then QEMU dies; libvirtd stands still meanwhile, and hears only that QEMU is gone. */
    void killUnheardAtTheEndOfTheJob() {
        List<String> before = images.backingNames(names());
        jobs.limit(CHUNK / 4);
        lab.pauseLibvirtd();
        try {
            Await.until(
                    "a new header",
                    PATIENCE,
                    () -> !images.backingNames(names()).equals(before));
            guest.qemu().destroyForcibly();
        } finally {
            lab.continueLibvirtd();
        }
        Await.until("the end of QEMU", PATIENCE, () -> !isActive());
        place.forgetUsers();
    }

    @Override
    public void pause() {
        lab.virsh("suspend", name());
    }

    @Override
    public void resume() {
        lab.virsh("resume", name());
    }

    @Override
    public void duringNextJob(Runnable act) {
        jobs.duringNext(act);
    }

    /** Whether what was to happen during the next job has happened. */
    boolean hadTrouble() {
        return !jobs.isTroubleAhead();
    }

    @Override
    public void finishJobs() {
        jobs.finish();
    }

    @Override
    public void write(VolumeId volume, long offset, int pattern) {
        if (!isActive()) {
            images.write(volume, offset, pattern);
            return;
        }
        int index = volumes().indexOf(volume);
        String zeros = pattern == 0 ? "-z" : "-P " + pattern;
        String answer = lab.virsh(
                "qemu-monitor-command",
                name(),
                "--hmp",
                "qemu-io -d /machine/peripheral/virtio-disk" + index + "/virtio-backend \"write -f " + zeros + " "
                        + offset + " " + CHUNK + "\"");
        // What qemu-io says goes to QEMU's own output; only that it could not begin is told here.
        if (!answer.isBlank()) {
            throw new AssertionError("the guest could not write: " + answer);
        }
    }

    @Override
    public String digest(VolumeId volume, ImageName image) {
        return images.digest(image);
    }

    @Override
    public List<String> names() {
        return place.names();
    }

    @Override
    public void close() {
        guest.close();
        session.close();
        for (SnapshotBackend store : opened) {
            ((QemuImgBackend) store).close();
        }
        place.close();
    }
}
