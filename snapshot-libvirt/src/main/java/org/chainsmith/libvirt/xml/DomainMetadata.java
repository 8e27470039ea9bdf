package org.chainsmith.libvirt.xml;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.namespace.QName;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.ConsistencyLevel;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;

/**
 * The record of a disk as an element in the metadata of its domain:
 *
 * <pre>{@code
 * <chainsmith:disk xmlns:chainsmith="https://chainsmith.org/xmlns/disk/1/<volume>" volume="..." active="a.<uuid>">
 *   <chainsmith:image name="a" format="qcow2"/>
 *   <chainsmith:snapshot id="..." overlay="a.<uuid>"/>
 *   <chainsmith:reached snapshot="..." consistency="filesystem" frozen-ms="41" note=""/>
 * </chainsmith:disk>
 * }</pre>
 *
 * <p>Each disk has an element with a namespace of its own, as libvirt replaces the element of a namespace as a whole: two
 * disks of a guest can be worked on at once.
 */
public final class DomainMetadata {
    /** The prefix under which libvirt is asked to keep the element. */
    public static final String PREFIX = "chainsmith";

    private static final String NAMESPACE = "https://chainsmith.org/xmlns/disk/1/";

    private DomainMetadata() {}

    /** The namespace of a disk's element. */
    public static String namespace(VolumeId volume) {
        return NAMESPACE + volume;
    }

    /**
     * The record in an element, as libvirt's call for reading metadata gives it: without namespace.
     *
     * @throws SnapshotException LEDGER_INVALID if it cannot be understood, XML_REFUSED if the XML itself is refused
     */
    public static DiskRecord read(String element) {
        DiskRecordXml disk = Jaxb.read(element, DiskRecordXml.NAME, DiskRecordXml.class);
        try {
            return record(disk);
        } catch (SnapshotException e) {
            throw e.code() == ErrorCode.LEDGER_INVALID ? e : invalid(e.getMessage());
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    /**
     * The element as libvirt's call for writing metadata wants it: without namespace, which libvirt adds.
     *
     * @throws SnapshotException XML_REFUSED for names with characters that XML cannot hold
     */
    public static String element(DiskRecord record) {
        return Jaxb.write(new QName(DiskRecordXml.NAME), DiskRecordXml.class, xml(record));
    }

    private static SnapshotException invalid(@Nullable String why) {
        return new SnapshotException(
                ErrorCode.LEDGER_INVALID, "The record in the domain's metadata cannot be understood: " + why);
    }

    private static String text(@Nullable String text, String what) {
        if (text == null) {
            throw invalid("the attribute " + what + " is missing");
        }
        return text;
    }

    private static DiskRecord record(DiskRecordXml disk) {
        Map<ImageName, ImageFormat> formats = new HashMap<>();
        for (DiskRecordXml.Image image : disk.images) {
            putOnce(formats, new ImageName(text(image.name, "name")), ImageFormat.parse(text(image.format, "format")));
        }
        TreeMap<SnapshotId, ImageName> overlays = new TreeMap<>();
        for (DiskRecordXml.Snapshot snapshot : disk.snapshots) {
            putOnce(
                    overlays,
                    new SnapshotId(text(snapshot.id, "id")),
                    new ImageName(text(snapshot.overlay, "overlay")));
        }
        Map<SnapshotId, Consistency> reached = new HashMap<>();
        for (DiskRecordXml.Reached each : disk.reached) {
            putOnce(reached, new SnapshotId(text(each.snapshot, "snapshot")), consistency(each));
        }
        SnapshotLedger ledger = new SnapshotLedger(
                new VolumeId(text(disk.volume, "volume")),
                new ImageName(text(disk.active, "active")),
                overlays,
                formats);
        return new DiskRecord(ledger, reached);
    }

    private static <K, V> void putOnce(Map<K, V> map, K key, V value) {
        if (map.put(key, value) != null) {
            throw invalid(key + " is there twice");
        }
    }

    private static Consistency consistency(DiskRecordXml.Reached reached) {
        String millis = text(reached.frozenMillis, "frozen-ms");
        if (!millis.matches("[0-9]{1,15}")) {
            throw invalid("frozen-ms is not a number");
        }
        String level = text(reached.consistency, "consistency");
        for (ConsistencyLevel known : ConsistencyLevel.values()) {
            if (known.toString().equals(level)) {
                return new Consistency(
                        known, Duration.ofMillis(Long.parseLong(millis)), reached.note == null ? "" : reached.note);
            }
        }
        throw invalid("a level of consistency is not known here");
    }

    private static DiskRecordXml xml(DiskRecord record) {
        SnapshotLedger ledger = record.ledger();
        DiskRecordXml disk = new DiskRecordXml();
        disk.volume = ledger.volume().value();
        disk.active = ledger.active().value();
        new TreeMap<>(ledger.formats()).forEach((name, format) -> {
            DiskRecordXml.Image image = new DiskRecordXml.Image();
            image.name = name.value();
            image.format = format.id();
            disk.images.add(image);
        });
        ledger.overlays().forEach((id, overlay) -> {
            DiskRecordXml.Snapshot snapshot = new DiskRecordXml.Snapshot();
            snapshot.id = id.value();
            snapshot.overlay = overlay.value();
            disk.snapshots.add(snapshot);
        });
        new TreeMap<>(record.reached()).forEach((id, consistency) -> {
            DiskRecordXml.Reached reached = new DiskRecordXml.Reached();
            reached.snapshot = id.value();
            reached.consistency = consistency.level().toString();
            reached.frozenMillis = Long.toString(consistency.frozen().toMillis());
            reached.note = consistency.note();
            disk.reached.add(reached);
        });
        return disk;
    }
}
