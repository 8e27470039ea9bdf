package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.libvirt.xml.DiskDescription;
import org.chainsmith.libvirt.xml.DiskRecord;
import org.chainsmith.libvirt.xml.DomainDescription;
import org.chainsmith.libvirt.xml.DomainMetadata;

/**
 * The record of one disk in the metadata of its domain: of the definition, which outlives the run of the guest. libvirt
 * replaces it as a whole, durably.
 */
final class DomainRecord {
    private final Domains domains;
    private final Attachment at;
    private final VolumeId volume;
    private final ImageName base;
    private final Effects effects;

    DomainRecord(Domains domains, Attachment at, VolumeId volume, ImageName base, Effects effects) {
        this.domains = requireNonNull(domains, "domains is null");
        this.at = requireNonNull(at, "at is null");
        this.volume = requireNonNull(volume, "volume is null");
        this.base = requireNonNull(base, "base is null");
        this.effects = requireNonNull(effects, "effects is null");
    }

    VolumeId volume() {
        return volume;
    }

    boolean isKept() {
        return element().isPresent();
    }

    DiskRecord read() {
        return element().map(DomainMetadata::read).orElseGet(this::unrecorded);
    }

    private Optional<String> element() {
        return domains.metadata(at.guest(), DomainMetadata.namespace(volume), Configuration.PERSISTENT);
    }

    /** The disk as it was before its first snapshot. Only then is the format that the definition states that of the base. */
    private DiskRecord unrecorded() {
        DiskDescription disk =
                DomainDescription.parse(domains.inactiveXml(at.guest())).disk(at.disk());
        Optional<ImageFormat> stated = disk.source()
                .map(ImageLocation::imageName)
                .filter(base::equals)
                .flatMap(active -> disk.driver().type())
                .map(ImageFormat::parse);
        Map<ImageName, ImageFormat> formats = stated.<Map<ImageName, ImageFormat>>map(format -> Map.of(base, format))
                .orElse(Map.of());
        return new DiskRecord(new SnapshotLedger(volume, base, new TreeMap<>(), formats), Map.of());
    }

    void write(DiskRecord record) {
        String element = DomainMetadata.element(record);
        effects.perform("record of " + at, () -> set(Optional.of(element)));
    }

    void remove() {
        effects.perform("remove record of " + at, () -> set(Optional.empty()));
    }

    private void set(Optional<String> element) {
        domains.setMetadata(
                at.guest(), element, DomainMetadata.PREFIX, DomainMetadata.namespace(volume), Configuration.PERSISTENT);
    }
}
