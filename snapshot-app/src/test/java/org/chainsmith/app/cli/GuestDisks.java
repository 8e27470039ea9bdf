package org.chainsmith.app.cli;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.memory.MemoryBackend;
import org.chainsmith.testkit.memory.MemoryHypervisor;
import org.chainsmith.testkit.memory.MemoryStore;
import org.chainsmith.testkit.request.UseCases;

/** A guest that runs, with two disks vda and vdb, and a shell for it. */
final class GuestDisks {
    final MemoryStore store = new MemoryStore();
    final MemoryHypervisor hypervisor = new MemoryHypervisor(store);
    final GuestId guest = new GuestId("6a1f3c52-9d08-4b6e-8f27-13c5d0e4a9b1");
    final Map<String, VolumeId> volumes = new TreeMap<>();
    final Shell shell = Shell.on(store, hypervisor);

    GuestDisks() {
        UseCases useCases = new UseCases(new MemoryBackend(store));
        Map<DiskTarget, VolumeId> disks = new TreeMap<>();
        for (String target : new String[] {"vda", "vdb"}) {
            VolumeId volume = VolumeId.random();
            useCases.createVolume(volume, ImageFormat.RAW, MemoryStore.size(4));
            volumes.put(target, volume);
            disks.put(new DiskTarget(target), volume);
        }
        hypervisor.define(guest, "web", disks);
        hypervisor.start(guest);
    }

    Attachment at(String target) {
        return new Attachment(guest, new DiskTarget(target));
    }

    /** A snapshot of these disks, or of all. */
    String snapshot(String... targets) {
        String id = SnapshotId.random().value();
        String[] line = new String[7 + 2 * targets.length];
        System.arraycopy(
                new String[] {"snapshot", "create", "--domain=web", "--id", id, "--quiesce", "never"}, 0, line, 0, 7);
        for (int i = 0; i < targets.length; i++) {
            line[7 + 2 * i] = "--disk";
            line[8 + 2 * i] = targets[i];
        }
        shell.json(line);
        volumes.forEach((target, volume) -> hypervisor.write(at(target), 1, id.hashCode() | 1));
        return id;
    }

    /** The image to which the guest writes. */
    String shown(String target) {
        return hypervisor
                .connect(Effects.DIRECT, Set.of())
                .open(at(target))
                .orElseThrow()
                .active()
                .value();
    }

    /** How many snapshots the disk has. */
    int snapshots(String target) {
        return new UseCases(new MemoryBackend(store, Effects.DIRECT, Set.of()))
                .read(volumes.get(target))
                .snapshots()
                .size();
    }
}
