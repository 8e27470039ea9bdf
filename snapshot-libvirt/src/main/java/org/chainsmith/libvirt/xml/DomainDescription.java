package org.chainsmith.libvirt.xml;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Predicate;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestId;

/**
 * A guest as libvirt's XML describes it, live or as it is defined.
 *
 * @param active whether this is how the guest is while it runs or is paused, not how it is defined
 * @param agentConnected whether an agent has its channel open in the guest, be it that it answers or not
 */
public record DomainDescription(
        GuestId id, String name, boolean active, List<DiskDescription> disks, boolean agentConnected) {
    public DomainDescription {
        requireNonNull(id, "id is null");
        requireNonNull(name, "name is null");
        disks = List.copyOf(disks);
    }

    /**
     * Reads what libvirt gave. Disks are those directly within the domain's devices, wherever else the document may have
     * elements of that name.
     *
     * @throws SnapshotException XML_REFUSED if it is no domain, not well formed, too long or too deep, or has a DOCTYPE
     */
    public static DomainDescription parse(String xml) {
        DomainXml domain = Jaxb.read(xml, "domain", DomainXml.class);
        if (domain.devices.size() != 1) {
            throw SafeXml.refused("it has " + domain.devices.size() + " lists of devices, not one");
        }
        if (domain.name == null || domain.uuid == null) {
            throw SafeXml.refused("the domain has no name or no UUID");
        }
        DomainXml.Devices devices = domain.devices.get(0);
        return new DomainDescription(
                new GuestId(domain.uuid.strip()),
                domain.name,
                domain.id != null,
                devices.disks.stream().map(DiskDescription::of).toList(),
                devices.channels.stream().anyMatch(DomainXml.Channel::isOfConnectedAgent));
    }

    /**
     * The disk of this target.
     *
     * @throws SnapshotException DISK_NOT_FOUND if there is none, DISK_AMBIGUOUS if there are several
     */
    public DiskDescription disk(DiskTarget target) {
        return only("target " + target, disk -> disk.target().equals(target));
    }

    /** The disk of this serial number, under which OpenStack gives the id of a volume; throws likewise. */
    public DiskDescription diskWithSerial(String serial) {
        return only(
                "serial " + ImageName.quoted(serial),
                disk -> disk.serial().filter(serial::equals).isPresent());
    }

    /** The disk of which this is the active layer, compared by meaning; throws likewise. */
    public DiskDescription diskAt(ImageLocation source) {
        return only(
                "source " + source,
                disk -> disk.source().filter(source::sameImage).isPresent());
    }

    private DiskDescription only(String what, Predicate<DiskDescription> wanted) {
        List<DiskDescription> found = disks.stream().filter(wanted).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new SnapshotException(
                        found.isEmpty() ? ErrorCode.DISK_NOT_FOUND : ErrorCode.DISK_AMBIGUOUS,
                        "Guest " + name + " has " + found.size() + " disks with " + what + ", not one.")
                .hint("virsh domblklist shows the disks of a guest; virsh dumpxml shows their serial numbers.");
    }
}
