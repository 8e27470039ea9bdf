package org.chainsmith.libvirt.xml;

import java.util.Map;
import java.util.TreeMap;
import javax.xml.namespace.QName;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;

/** A snapshot of some disks of a guest, each onto an overlay of its own, as libvirt wants to be told. */
public final class ExternalSnapshot {
    private ExternalSnapshot() {}

    /**
     * The document for one atomic call. Every other disk of the guest is named as not taking part, as libvirt would
     * otherwise choose for it.
     *
     * @param overlays qcow2 images; a file, a block device, or network storage
     * @throws SnapshotException DISK_NOT_FOUND, NOT_SUPPORTED for an overlay in a pool (libvirt wants the file or network
     *     form), INVALID_ARGUMENT for no overlay or one overlay for two disks
     */
    public static String of(DomainDescription domain, Map<DiskTarget, ImageLocation> overlays) {
        refuseImpossible(domain, overlays);
        SnapshotXml snapshot = new SnapshotXml();
        for (DiskDescription disk : domain.disks()) {
            ImageLocation overlay = overlays.get(disk.target());
            snapshot.disks.add(overlay == null ? untouched(disk.target()) : external(disk.target(), overlay));
        }
        return Jaxb.write(new QName("domainsnapshot"), SnapshotXml.class, snapshot);
    }

    private static void refuseImpossible(DomainDescription domain, Map<DiskTarget, ImageLocation> overlays) {
        if (overlays.isEmpty()) {
            throw new SnapshotException(ErrorCode.INVALID_ARGUMENT, "A snapshot of no disk was asked for.");
        }
        new TreeMap<>(overlays).forEach((target, overlay) -> {
            domain.disk(target);
            if (overlays.values().stream().filter(overlay::sameImage).count() > 1) {
                throw new SnapshotException(
                        ErrorCode.INVALID_ARGUMENT, "Two disks cannot write to the same overlay: " + overlay);
            }
        });
    }

    private static SnapshotXml.Disk untouched(DiskTarget target) {
        SnapshotXml.Disk disk = new SnapshotXml.Disk();
        disk.name = target.value();
        disk.snapshot = "no";
        return disk;
    }

    private static SnapshotXml.Disk external(DiskTarget target, ImageLocation overlay) {
        if (overlay instanceof ImageLocation.PoolVolume) {
            throw new SnapshotException(
                            ErrorCode.NOT_SUPPORTED, "libvirt takes no snapshot onto a volume of a pool: " + overlay)
                    .hint("Name the file or the network image that the volume is.");
        }
        SnapshotXml.Disk disk = new SnapshotXml.Disk();
        disk.name = target.value();
        disk.snapshot = "external";
        disk.type = Sources.type(overlay);
        disk.driver = new SnapshotXml.Driver();
        disk.driver.type = ImageFormat.QCOW2.id();
        disk.source = Sources.write(overlay);
        return disk;
    }
}
