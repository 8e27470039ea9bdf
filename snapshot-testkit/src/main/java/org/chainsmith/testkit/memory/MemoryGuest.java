package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.GuestState;

/** A guest of a {@link MemoryHypervisor}. Its agent may be called from another thread. */
final class MemoryGuest {
    private final GuestId id;
    private final String name;
    final Map<DiskTarget, MemoryDisk> disks = new TreeMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private GuestState state = GuestState.OFF;
    private int starts;
    private AgentMood mood = AgentMood.ANSWERS;
    private int frozen;

    MemoryGuest(GuestId id, String name) {
        this.id = requireNonNull(id, "id is null");
        this.name = requireNonNull(name, "name is null");
    }

    GuestState state() {
        return state;
    }

    void start() {
        disks.values().forEach(MemoryDisk::open);
        starts++;
        state = GuestState.RUNNING;
    }

    /** The process ends. */
    synchronized void die() {
        disks.values().forEach(MemoryDisk::die);
        waiting.clear();
        frozen = 0;
        state = GuestState.OFF;
    }

    /** The process ends, and its memory is kept. */
    void save() {
        disks.values().forEach(MemoryDisk::flush);
        die();
        state = GuestState.SAVED;
    }

    void pause() {
        state = GuestState.PAUSED;
    }

    /** A write that had found no space pauses the guest, and is made again when it goes on. */
    void pauseUntilThereIsSpaceFor(Runnable write) {
        waiting.add(write);
        pause();
    }

    void resume() {
        state = GuestState.RUNNING;
        List<Runnable> again = List.copyOf(waiting);
        waiting.clear();
        again.forEach(Runnable::run);
    }

    synchronized AgentMood mood() {
        return mood;
    }

    synchronized void become(AgentMood other) {
        mood = other;
    }

    synchronized boolean isFrozen() {
        return frozen > 0;
    }

    synchronized void freeze(int fileSystems) {
        frozen = fileSystems;
    }

    /** Returns how many file systems were frozen. */
    synchronized int thaw() {
        int thawed = frozen;
        frozen = 0;
        notifyAll();
        return thawed;
    }

    /** Waits in real time, as a hypervisor that is slow to answer, until somebody thaws the guest. */
    synchronized void awaitThaw() throws InterruptedException {
        while (frozen > 0) {
            wait();
        }
    }

    Guest told() {
        boolean active = state.isActive();
        List<GuestDisk> told =
                disks.values().stream().map(disk -> disk.told(active)).toList();
        return new Guest(id, name, state, active ? "run " + starts : "", told);
    }
}
