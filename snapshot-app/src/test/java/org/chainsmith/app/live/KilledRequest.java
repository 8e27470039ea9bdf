package org.chainsmith.app.live;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.app.place.StoreAddress;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.guest.AttachedBackend;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.libvirt.LibvirtConfig;
import org.chainsmith.libvirt.LibvirtHypervisor;
import org.chainsmith.qemuimg.QemuImgBackend;
import org.chainsmith.testkit.lab.KilledProcess;

/**
 * A process that sends one request, and SIGKILL to itself when it is about to have its N-th outward effect. It exits with
 * 0 if there were fewer.
 */
final class KilledRequest {
    private KilledRequest() {}

    /**
     * Sends the request.
     *
     * param arguments URI, guest, N, volumes in the order of vda and so on, kind, snapshots, then those of a {link
     *     StoreAddress}
     */
    public static void main(String[] arguments) {
        Effects effects = KilledProcess.killingBefore(Integer.parseInt(arguments[2]));
        GuestId guest = new GuestId(arguments[1]);
        Map<VolumeId, Attachment> attached = new TreeMap<>();
        for (String volume : arguments[3].split(",", -1)) {
            DiskTarget disk = new DiskTarget("vd" + (char) ('a' + attached.size()));
            attached.put(new VolumeId(volume), new Attachment(guest, disk));
        }
        LiveRequest request = new LiveRequest(
                LiveRequest.Kind.valueOf(arguments[4]),
                Arrays.stream(arguments[5].split(",", -1)).map(SnapshotId::new).toList());
        LibvirtConfig config = LibvirtConfig.defaults().withUri(URI.create(arguments[0]));
        StoreAddress address = StoreAddress.parse(List.of(arguments).subList(6, arguments.length));
        try (QemuImgBackend store = address.open(effects);
                LibvirtHypervisor libvirt = LibvirtHypervisor.connect(config, effects)) {
            request.send(
                    new AttachedBackend(
                            store,
                            libvirt.live(),
                            libvirt.agent(),
                            volume -> Optional.ofNullable(attached.get(volume))),
                    guest,
                    attached);
        }
    }

    /** Runs such a process to its end; true if it was killed, false if it got through. */
    static boolean isKilled(LibvirtWorld world, String uri, LiveRequest request, int effect)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                uri,
                world.guest().value(),
                Integer.toString(effect),
                String.join(",", world.volumes().stream().map(VolumeId::value).toList()),
                request.kind().name(),
                String.join(
                        ",", request.snapshots().stream().map(SnapshotId::value).toList())));
        arguments.addAll(world.place().store().arguments());
        world.place().prepare(request.overlays(world.volumes()));
        return KilledProcess.isKilled(KilledRequest.class, arguments);
    }
}
