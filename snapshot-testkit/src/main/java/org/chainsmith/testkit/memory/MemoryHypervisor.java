package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.BlockJob;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * A hypervisor on a {@link MemoryStore}. It survives the death of its clients, with all jobs: connect anew to it. Its
 * guests can die by themselves. What a test does here directly is what a guest, its owner, or somebody else does: it is
 * no effect of a client.
 *
 * <p>It models guests and their states, the open chain of each disk, block jobs that copy cluster by cluster, guest
 * writes meanwhile, active commits that become ready and wait for their pivot, a pull whose new header is on the disk
 * before what it copied, a new header of which the hypervisor has not heard yet, agents in every mood, guests that are paused by a full store, definitions
 * that list the chain after a switch or a job. A client learns nothing from
 * events: they are all lost. Clients and tests may be in several threads.
 *
 * <p>It does not model: time (a job goes on while a client waits for it, or when it is told to), a guest's own caches
 * (what a guest writes is durable at once), migration.
 */
public final class MemoryHypervisor {
    private final MemoryStore store;
    private final Map<GuestId, MemoryGuest> guests = new TreeMap<>();
    private boolean readsHeaders = true;
    private Duration switchTime = Duration.ZERO;
    private Optional<Runnable> duringNextJob = Optional.empty();
    private Optional<Runnable> beforeNextSwitch = Optional.empty();

    public MemoryHypervisor(MemoryStore store) {
        this.store = requireNonNull(store, "store is null");
    }

    MemoryStore store() {
        return store;
    }

    Map<GuestId, MemoryGuest> guests() {
        return guests;
    }

    /** What a client asks is answered as of one moment, whatever others do: as a hypervisor's own calls are. */
    synchronized <T> T atOnce(Supplier<T> question) {
        return question.get();
    }

    /** What a client does happens in one moment for all others. */
    synchronized void doAtOnce(Runnable act) {
        act.run();
    }

    /** A client of the hypervisor that uses these features; its effects pass through here. */
    public LiveDisks connect(Effects effects, Set<Feature> features) {
        return new MemoryLiveDisks(this, effects, features);
    }

    /** A client of the guests' agents. */
    public GuestAgent agent(Effects effects) {
        return new MemoryAgent(this, effects);
    }

    /**
     * From now on no header is read when a guest is started: of what its definition does not list, nothing is known. Jobs
     * then leave a definition that lists nothing. To be called before guests are defined.
     */
    public void readNoHeaders() {
        readsHeaders = false;
    }

    boolean readsHeaders() {
        return readsHeaders;
    }

    /** Defines a guest that is off, with these volumes as disks. */
    public synchronized void define(GuestId id, String name, Map<DiskTarget, VolumeId> disks) {
        MemoryGuest guest = new MemoryGuest(id, name);
        disks.forEach((target, volume) ->
                guest.disks.put(target, new MemoryDisk(store, target, volume, store.active(volume), readsHeaders)));
        guests.put(id, guest);
    }

    public synchronized void start(GuestId id) {
        guest(id).start();
    }

    /** The guest is shut down; what it has is flushed, and its jobs end. */
    public synchronized void stop(GuestId id) {
        active(id).disks.values().forEach(MemoryDisk::flush);
        guest(id).die();
    }

    /** The guest's process is killed: what it has not flushed is lost. */
    public synchronized void kill(GuestId id) {
        active(id).die();
    }

    /** The guest's memory is saved, and its process ends. */
    public synchronized void save(GuestId id) {
        active(id).save();
    }

    public synchronized void pause(GuestId id) {
        active(id).pause();
    }

    public synchronized void resume(GuestId id) {
        active(id).resume();
    }

    public synchronized boolean isActive(GuestId id) {
        return guest(id).state().isActive();
    }

    public synchronized boolean isFrozen(GuestId id) {
        return guest(id).isFrozen();
    }

    /** The guest writes data, or zeros (0); a store that is full pauses it until {@link #resume}. */
    public synchronized void write(Attachment at, long cluster, long content) {
        MemoryGuest guest = active(at.guest());
        if (guest.isFrozen()) {
            throw new IllegalStateException("guest " + at.guest() + " is frozen and cannot write");
        }
        try {
            disk(at).write(cluster, content);
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.NO_SPACE) {
                throw e;
            }
            guest.pauseUntilThereIsSpaceFor(() -> write(at, cluster, content));
        }
    }

    public synchronized void setAgent(GuestId id, AgentMood mood) {
        guest(id).become(mood);
    }

    public synchronized void addObstacle(Attachment at, GuestDisk.Obstacle obstacle) {
        disk(at).obstacles.add(obstacle);
    }

    /** The hypervisor no longer knows that nothing lies below the lowest image, until the guest is started anew. */
    public synchronized void forgetEnd(Attachment at) {
        disk(at).forgetEnd();
    }

    /** Happens once, while a job runs: after its first copy, or before its end. */
    public void duringNextJob(Runnable act) {
        duringNextJob = Optional.of(act);
    }

    /** Happens once, when a client asks for the switch to overlays. */
    public void beforeNextSwitch(Runnable act) {
        beforeNextSwitch = Optional.of(act);
    }

    /** From now on every rehearsal of a switch says that it takes so long. */
    public synchronized void letRehearsalsSay(Duration time) {
        switchTime = time;
    }

    synchronized Duration switchTime() {
        return switchTime;
    }

    /** Waits until somebody thaws the guest. */
    public void awaitThaw(GuestId id) throws InterruptedException {
        guest(id).awaitThaw();
    }

    /** The job of this disk, if there is one, runs to where it needs no more time: to its end, or until it is ready. */
    public synchronized void finishJob(Attachment at) {
        MemoryDisk disk = disk(at);
        while (disk.job().isPresent() && !disk.job().get().isReady()) {
            disk.advance();
        }
    }

    /** The job of this disk meets an error of the storage. */
    public synchronized void failJob(Attachment at) {
        disk(at).endJob(ErrorCode.JOB_FAILED);
    }

    /** Somebody else begins a job on the disk, which lasts until it is cancelled. */
    public synchronized void beginForeignJob(Attachment at) {
        MemoryDisk disk = disk(at);
        disk.begin(MemoryJob.commit(store, BlockJob.Kind.OTHER, disk.active(), disk.active()));
    }

    void comeBetweenJob(MemoryJob job) {
        if (job.hasBegun() || job.hasCopiedAll()) {
            Optional<Runnable> act = duringNextJob;
            duringNextJob = Optional.empty();
            act.ifPresent(Runnable::run);
        }
    }

    void comeBeforeSwitch() {
        Optional<Runnable> act = beforeNextSwitch;
        beforeNextSwitch = Optional.empty();
        act.ifPresent(Runnable::run);
    }

    private MemoryGuest guest(GuestId id) {
        return Optional.ofNullable(guests.get(id))
                .orElseThrow(() -> new SnapshotException(ErrorCode.GUEST_NOT_FOUND, "There is no guest " + id + "."));
    }

    synchronized MemoryGuest active(GuestId id) {
        MemoryGuest guest = guest(id);
        if (!guest.state().isActive()) {
            throw new SnapshotException(ErrorCode.GUEST_NOT_RUNNING, "Guest " + id + " is off.");
        }
        return guest;
    }

    MemoryDisk disk(Attachment at) {
        return Optional.ofNullable(guest(at.guest()).disks.get(at.disk()))
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.DISK_NOT_FOUND, "Guest " + at.guest() + " has no disk " + at.disk() + "."));
    }
}
