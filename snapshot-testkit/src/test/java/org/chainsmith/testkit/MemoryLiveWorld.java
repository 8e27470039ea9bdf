package org.chainsmith.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.AttachedBackend;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.contract.LiveWorld;
import org.chainsmith.testkit.memory.AgentMood;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryHypervisor;
import org.chainsmith.testkit.memory.MemoryStore;
import org.chainsmith.testkit.request.UseCases;

/** A memory store, and a memory hypervisor with one guest of three disks, as the kit's world. */
class MemoryLiveWorld implements LiveWorld {
    static final Set<Feature> ALL = Set.of(Feature.LIVE_COMMIT, Feature.LIVE_PULL);
    static final Set<Feature> PULL_ONLY = Set.of(Feature.LIVE_PULL);
    private static final int CHUNKS = 5;

    final MemoryStore store;
    final MemoryHypervisor hypervisor;
    private final GuestId guest = new GuestId("6a1f3c52-9d08-4b6e-8f27-13c5d0e4a9b1");
    private final Map<VolumeId, Attachment> attached = new TreeMap<>();
    private final Set<Feature> features;

    MemoryLiveWorld(Set<Feature> features, ImageFormat format) {
        this(features, format, new MemoryStore());
    }

    MemoryLiveWorld(Set<Feature> features, ImageFormat format, MemoryStore store) {
        this(features, format, store, new MemoryHypervisor(store));
    }

    /** One of which the hypervisor reads no headers. */
    static MemoryLiveWorld withoutHeaders() {
        return withoutHeaders(ALL);
    }

    static MemoryLiveWorld withoutHeaders(Set<Feature> features) {
        MemoryStore store = new MemoryStore();
        MemoryHypervisor hypervisor = new MemoryHypervisor(store);
        hypervisor.readNoHeaders();
        return new MemoryLiveWorld(features, ImageFormat.QCOW2, store, hypervisor);
    }

    private MemoryLiveWorld(Set<Feature> features, ImageFormat format, MemoryStore store, MemoryHypervisor hypervisor) {
        this.features = features;
        this.store = store;
        this.hypervisor = hypervisor;
        UseCases useCases = new UseCases(new MemoryBackend(store));
        Map<DiskTarget, VolumeId> disks = new TreeMap<>();
        for (int i = 1; i <= 3; i++) {
            VolumeId volume = new VolumeId("00000000-0000-4000-8000-00000000000" + i);
            useCases.createVolume(volume, format, MemoryStore.size(CHUNKS));
            DiskTarget target = new DiskTarget("vd" + (char) ('a' + i));
            disks.put(target, volume);
            attached.put(volume, new Attachment(guest, target));
        }
        hypervisor.define(guest, "guest", disks);
        hypervisor.start(guest);
    }

    @Override
    public SnapshotBackend open(Effects effects) {
        return new AttachedBackend(
                new MemoryBackend(store, effects, MemoryWorld.ALL),
                hypervisor.connect(effects, features),
                hypervisor.agent(effects),
                volume -> Optional.ofNullable(attached.get(volume)));
    }

    private Attachment first() {
        return attached.get(volumes().get(0));
    }

    @Override
    public Set<Trick> tricks() {
        return Set.of(Trick.values());
    }

    @Override
    public void play(Trick trick) {
        switch (trick) {
            case AGENT_IS_MISSING -> hypervisor.setAgent(guest, AgentMood.MISSING);
            case AGENT_HANGS -> hypervisor.setAgent(guest, AgentMood.HANGS);
            case AGENT_FAILS_HALFWAY -> hypervisor.setAgent(guest, AgentMood.FAILS_HALFWAY);
            case AGENT_DIES_WHEN_FROZEN -> hypervisor.setAgent(guest, AgentMood.DIES_WHEN_FROZEN);
            case GUEST_THAWS_BY_ITSELF -> hypervisor.setAgent(guest, AgentMood.THAWS_BY_ITSELF);
            case GUEST_IS_SAVED -> hypervisor.save(guest);
            case CHAIN_END_IS_UNKNOWN -> hypervisor.forgetEnd(first());
            case FOREIGN_JOB_RUNS -> hypervisor.beginForeignJob(first());
            case JOB_FAILS -> hypervisor.failJob(first());
            case JOB_IS_CANCELLED ->
                hypervisor.connect(Effects.DIRECT, features).cancelJob(first());
        }
    }

    @Override
    public void restoreAgent() {
        hypervisor.setAgent(guest, AgentMood.ANSWERS);
    }

    @Override
    public GuestId guest() {
        return guest;
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
    public boolean obstruct(GuestDisk.Obstacle obstacle) {
        hypervisor.addObstacle(first(), obstacle);
        return true;
    }

    @Override
    public boolean isActive() {
        return hypervisor.isActive(guest);
    }

    @Override
    public boolean isFrozen() {
        return hypervisor.isFrozen(guest);
    }

    @Override
    public void start() {
        hypervisor.start(guest);
    }

    @Override
    public void stop() {
        hypervisor.stop(guest);
    }

    @Override
    public void kill() {
        hypervisor.kill(guest);
    }

    @Override
    public void pause() {
        hypervisor.pause(guest);
    }

    @Override
    public void resume() {
        hypervisor.resume(guest);
    }

    @Override
    public void duringNextJob(Runnable act) {
        hypervisor.duringNextJob(act);
    }

    @Override
    public void finishJobs() {
        if (isActive()) {
            attached.values().forEach(hypervisor::finishJob);
        }
    }

    @Override
    public void write(VolumeId volume, long offset, int pattern) {
        if (isActive()) {
            hypervisor.write(attached.get(volume), offset / CHUNK, pattern);
        } else if (pattern == 0) {
            store.writeZeros(volume, offset / CHUNK);
        } else {
            store.write(volume, offset / CHUNK, pattern);
        }
    }

    @Override
    public String digest(VolumeId volume, ImageName image) {
        return store.content(image).toString();
    }

    @Override
    public List<String> names() {
        return store.names();
    }

    @Override
    public void close() {}
}
