package org.chainsmith.app.server;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import org.chainsmith.app.config.GuestStores;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.app.config.HypervisorVolumes;
import org.chainsmith.app.config.MergeLimits;
import org.chainsmith.core.assist.Assistance;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.assist.Group;
import org.chainsmith.core.assist.GroupSnapshots;
import org.chainsmith.core.assist.Patience;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.DictatedMerge;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.LiveChain;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.volumes.ServiceState;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryCatalog;
import org.chainsmith.testkit.memory.MemoryHypervisor;
import org.chainsmith.testkit.memory.MemoryStore;
import org.chainsmith.testkit.request.UseCases;

/**
 * A host with a guest that runs, the volume service whose volumes are its disks, and the compute side, which can die and be
 * started anew. Everything that the compute side does in its own time is done when the test says so, by one thread.
 */
final class ComputeHost {
    static final GuestId GUEST = new GuestId("6a1f3c52-9d08-4b6e-8f27-13c5d0e4a9b1");
    private static final long CLUSTERS = 4;
    private static final int MANY = 200;

    final MemoryStore store = new MemoryStore();
    final MemoryHypervisor hypervisor = new MemoryHypervisor(store);
    final MemoryCatalog catalog = new MemoryCatalog();
    final Map<VolumeId, Attachment> disks = new TreeMap<>();
    private final Map<SnapshotId, ImageName> files = new TreeMap<>();
    private final Path state;
    private final Deque<Runnable> tasks = new ConcurrentLinkedDeque<>();
    private final Deque<Runnable> later = new ConcurrentLinkedDeque<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    ComputeHost(Path state, int volumes) {
        this.state = state;
        UseCases useCases = new UseCases(new MemoryBackend(store));
        Map<DiskTarget, VolumeId> targets = new TreeMap<>();
        for (int i = 0; i < volumes; i++) {
            VolumeId volume = VolumeId.random();
            useCases.createVolume(volume, ImageFormat.RAW, MemoryStore.size(CLUSTERS));
            DiskTarget target = new DiskTarget("vd" + (char) ('a' + i / 26) + (char) ('a' + i % 26));
            targets.put(target, volume);
            disks.put(volume, new Attachment(GUEST, target));
        }
        hypervisor.define(GUEST, "web", targets);
        hypervisor.start(GUEST);
        disks.keySet().forEach(volume -> {
            catalog.addVolume(volume, MemoryStore.size(CLUSTERS));
            catalog.attach(volume, GUEST);
        });
    }

    VolumeId volume() {
        return disks.keySet().iterator().next();
    }

    // ---- the compute side ----

    /** The hypervisor, seen through these effects. */
    Hypervisor connect(Effects effects) {
        GuestStores stores = new GuestStores() {
            @Override
            public SnapshotBackend volumes(Path directory) {
                return new MemoryBackend(store, effects, Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL));
            }

            @Override
            public SnapshotBackend disk(ImageLocation base, Attachment at, VolumeId volume) {
                throw new AssertionError("no volume: " + base);
            }

            @Override
            public void close() {}
        };
        return new Hypervisor(
                hypervisor.connect(effects, Set.of(Feature.LIVE_COMMIT, Feature.LIVE_PULL)),
                hypervisor.agent(effects),
                stores,
                Duration.ZERO,
                MergeLimits.DEFAULT,
                () -> {});
    }

    static AssistedSnapshots.Settings settings() {
        Patience patience =
                new Patience(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMillis(1), Duration.ofMillis(1));
        return new AssistedSnapshots.Settings(
                Duration.ZERO, QuiescePolicy.PREFER, Duration.ofSeconds(5), Duration.ofSeconds(60), patience);
    }

    AssistedSnapshots start() {
        return start(Effects.DIRECT, settings());
    }

    /** Starts the compute side; one that ran before is gone, with all that it had not done yet. */
    AssistedSnapshots start(Effects effects, AssistedSnapshots.Settings settings) {
        return start(effects, settings, catalog);
    }

    /** The same with another volume service. */
    AssistedSnapshots start(Effects effects, AssistedSnapshots.Settings settings, VolumeCatalog service) {
        stop();
        ServiceState opened = ServiceState.open(state, effects);
        open.add(opened);
        AssistedSnapshots.Threads threads = new AssistedSnapshots.Threads(
                tasks::add, tasks::add, Runnable::run, tasks::add, (pause, act) -> later.add(act));
        AssistedSnapshots started = new AssistedSnapshots(
                new HypervisorVolumes(connect(effects)),
                service,
                opened.requests(),
                opened.groups(),
                settings,
                threads,
                Clock.systemUTC(),
                Assistance.UNHEARD);
        started.resume();
        return started;
    }

    void stop() {
        tasks.clear();
        later.clear();
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        open.clear();
    }

    /** Lets the compute side do all that it has to do now. */
    void work() {
        for (int i = 0; !tasks.isEmpty(); i++) {
            if (i == MANY) {
                throw new AssertionError("it does not come to an end");
            }
            tasks.remove().run();
        }
    }

    /** Asks in a thread of its own, as an HTTP server does, while the compute side works in this one. */
    Group ask(AssistedSnapshots side, Group.GroupRequest request) {
        List<Group> answer = new ArrayList<>();
        List<Throwable> failure = new ArrayList<>();
        Thread caller = new Thread(() -> answer.add(side.take(request)));
        caller.setUncaughtExceptionHandler((thread, e) -> failure.add(e));
        caller.start();
        while (caller.isAlive()) {
            work();
            Thread.onSpinWait();
        }
        if (!failure.isEmpty()) {
            if (failure.get(0) instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure.get(0);
        }
        return answer.get(0);
    }

    /** Lets all pauses end. */
    void letTimePass() {
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
        work();
    }

    boolean hasSomethingToDo() {
        return !tasks.isEmpty() || !later.isEmpty();
    }

    // ---- the volume service ----

    /** A snapshot that the volume service begins to make, with its overlay. */
    AssistedRequest.Create newSnapshot(VolumeId volume) {
        return prepare(catalog.requestSnapshot(new SnapshotRequest(
                volume, "", "", Map.of(), SnapshotId.random().value())));
    }

    /** What the volume service does before it calls. */
    AssistedRequest.Create prepare(CatalogSnapshot snapshot) {
        VolumeId volume = snapshot.volume();
        MemoryBackend backend = new MemoryBackend(store);
        ImageName overlay = backend.names().overlay(volume, snapshot.id());
        ImageName active = chain(volume).active();
        ImageFormat format = active.equals(backend.names().base(volume)) ? ImageFormat.RAW : ImageFormat.QCOW2;
        Image backing =
                backend.inspector().find(volume, active, format).orElseThrow().image();
        backend.images().createOverlay(volume, Image.empty(overlay, ImageFormat.QCOW2, backing.virtualSize()), backing);
        return new AssistedRequest.Create(volume, snapshot.id(), overlay);
    }

    /** Calls for each snapshot that the volume service is asked for. */
    void callFor(Consumer<AssistedRequest.Create> call) {
        catalog.onCreation(snapshot -> call.accept(prepare(snapshot)));
    }

    /** The deletion of a snapshot that is there, as Cinder asks for it. */
    AssistedRequest.Delete deletion(VolumeId volume, SnapshotId snapshot) {
        catalog.requestDeletion(snapshot);
        List<ImageName> images = chain(volume).images();
        ImageName file = file(volume, snapshot);
        int at = images.indexOf(file);
        DictatedMerge merge = at == images.size() - 1
                ? new DictatedMerge.PullOnto(at < 2 ? Optional.empty() : Optional.of(images.get(at - 2)))
                : new DictatedMerge.CommitInto(file, images.get(at - 1));
        return new AssistedRequest.Delete(volume, snapshot, merge);
    }

    /** As in Cinder's record: where a snapshot's file was pulled into the active one, that takes its place. */
    private ImageName file(VolumeId volume, SnapshotId snapshot) {
        LiveChain chain = chain(volume);
        return files.compute(
                snapshot,
                (id, known) -> known != null && chain.contains(known)
                        ? known
                        : Optional.of(new MemoryBackend(store).names().overlay(volume, id))
                                .filter(chain::contains)
                                .orElse(chain.active()));
    }

    /** A snapshot that was taken with success, and something written after it. */
    SnapshotId taken(AssistedSnapshots side, VolumeId volume) {
        AssistedRequest.Create create = newSnapshot(volume);
        side.submit(create);
        work();
        if (status(create.snapshot()).orElseThrow() != SnapshotStatus.AVAILABLE) {
            throw new AssertionError(create + " is " + status(create.snapshot()));
        }
        write(volume);
        return create.snapshot();
    }

    private long writes;

    void write(VolumeId volume) {
        writes++;
        hypervisor.write(at(volume), writes % CLUSTERS, 100 + writes);
        hypervisor.write(at(volume), 0, 1000 + writes);
    }

    Optional<SnapshotStatus> status(SnapshotId snapshot) {
        return catalog.snapshot(snapshot).map(CatalogSnapshot::status);
    }

    Attachment at(VolumeId volume) {
        return Optional.ofNullable(disks.get(volume)).orElseThrow();
    }

    LiveChain chain(VolumeId volume) {
        return hypervisor.connect(Effects.DIRECT, Set.of()).open(at(volume)).orElseThrow();
    }

    /** What the guest reads. */
    List<Long> content(VolumeId volume) {
        return store.content(chain(volume).active());
    }

    GroupSnapshots groups(AssistedSnapshots side) {
        return new GroupSnapshots(side, catalog);
    }
}
