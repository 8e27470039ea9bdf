package org.chainsmith.libvirt.xml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.namespace.QName;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.quiesce.ConsistencyLevel;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;

/**
 * The records of a guest's disks as an element in the metadata of its domain:
 *
 * <pre>{@code
 * <chainsmith:disks xmlns:chainsmith="https://chainsmith.org/xmlns/domain/1">
 *   <chainsmith:disk volume="..." target="vda" active="a2">
 *     <chainsmith:image name="a1" format="qcow2"/>
 *     <chainsmith:snapshot id="..." overlay="a2" consistency="filesystem" frozen-ms="41" note=""/>
 *   </chainsmith:disk>
 * </chainsmith:disks>
 * }</pre>
 */
public final class DomainMetadata {
    /** The namespace of the element; its last part is the version of its form. */
    public static final String NAMESPACE = LedgersXml.NAMESPACE;

    /** The prefix under which libvirt is asked to keep it. */
    public static final String PREFIX = "chainsmith";

    private DomainMetadata() {}

    /**
     * The records in the metadata of a domain; none if there is no such element.
     *
     * @throws SnapshotException LEDGER_INVALID if they cannot be understood, XML_REFUSED if the XML itself is refused
     */
    public static List<DiskLedger> read(String domainXml) {
        List<LedgersXml> found = Jaxb.read(domainXml, "domain", DomainXml.class).metadata.stream()
                .flatMap(metadata -> metadata.ledgers.stream())
                .toList();
        if (found.size() > 1) {
            throw invalid("the metadata has " + found.size() + " records of the disks, not one");
        }
        List<DiskLedger> ledgers = new ArrayList<>();
        Set<VolumeId> volumes = new HashSet<>();
        for (LedgersXml element : found) {
            for (LedgersXml.Disk disk : element.disks) {
                DiskLedger ledger = ledger(disk);
                if (!volumes.add(ledger.ledger().volume())) {
                    throw invalid("two records are of volume " + ledger.ledger().volume());
                }
                ledgers.add(ledger);
            }
        }
        return ledgers;
    }

    /**
     * The element as libvirt's call for setting metadata wants it: without namespace, which libvirt adds.
     *
     * @throws SnapshotException XML_REFUSED for names with characters that XML cannot hold
     */
    public static String element(List<DiskLedger> ledgers) {
        Document document = SafeXml.emptyDocument();
        Jaxb.append(document, new QName(NAMESPACE, LedgersXml.NAME), LedgersXml.class, write(ledgers));
        Dom.dropNamespace(document.getDocumentElement());
        return Dom.text(document);
    }

    private static SnapshotException invalid(@Nullable String why) {
        return new SnapshotException(
                ErrorCode.LEDGER_INVALID, "The records in the domain's metadata cannot be understood: " + why);
    }

    private static String text(@Nullable String text, String what) {
        if (text == null) {
            throw invalid("the attribute " + what + " is missing");
        }
        return text;
    }

    private static DiskLedger ledger(LedgersXml.Disk disk) {
        try {
            Map<ImageName, ImageFormat> formats = new HashMap<>();
            for (LedgersXml.Image image : disk.images) {
                ImageName name = new ImageName(text(image.name, "name"));
                if (formats.put(name, ImageFormat.parse(text(image.format, "format"))) != null) {
                    throw invalid("the image " + name + " is there twice");
                }
            }
            TreeMap<SnapshotId, ImageName> overlays = new TreeMap<>();
            Map<SnapshotId, Consistency> reached = new HashMap<>();
            for (LedgersXml.Snapshot snapshot : disk.snapshots) {
                SnapshotId id = new SnapshotId(text(snapshot.id, "id"));
                if (overlays.put(id, new ImageName(text(snapshot.overlay, "overlay"))) != null) {
                    throw invalid("the snapshot " + id + " is there twice");
                }
                if (snapshot.consistency != null) {
                    reached.put(id, consistency(snapshot, snapshot.consistency));
                }
            }
            return new DiskLedger(
                    new DiskTarget(text(disk.target, "target")),
                    new SnapshotLedger(
                            new VolumeId(text(disk.volume, "volume")),
                            new ImageName(text(disk.active, "active")),
                            overlays,
                            formats),
                    reached);
        } catch (SnapshotException e) {
            throw e.code() == ErrorCode.LEDGER_INVALID ? e : invalid(e.getMessage());
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    private static Consistency consistency(LedgersXml.Snapshot snapshot, String level) {
        String millis = text(snapshot.frozenMillis, "frozen-ms");
        if (!millis.matches("[0-9]{1,15}")) {
            throw invalid("frozen-ms is not a number");
        }
        for (ConsistencyLevel known : ConsistencyLevel.values()) {
            if (known.toString().equals(level)) {
                return new Consistency(
                        known, Duration.ofMillis(Long.parseLong(millis)), snapshot.note == null ? "" : snapshot.note);
            }
        }
        throw invalid("a level of consistency is not known here");
    }

    static LedgersXml write(List<DiskLedger> ledgers) {
        LedgersXml element = new LedgersXml();
        ledgers.forEach(ledger -> element.disks.add(write(ledger)));
        return element;
    }

    private static LedgersXml.Disk write(DiskLedger ledger) {
        LedgersXml.Disk disk = new LedgersXml.Disk();
        disk.volume = ledger.ledger().volume().value();
        disk.target = ledger.target().value();
        disk.active = ledger.ledger().active().value();
        new TreeMap<>(ledger.ledger().formats()).forEach((name, format) -> {
            LedgersXml.Image image = new LedgersXml.Image();
            image.name = name.value();
            image.format = format.id();
            disk.images.add(image);
        });
        ledger.ledger().overlays().forEach((id, overlay) -> {
            LedgersXml.Snapshot snapshot = new LedgersXml.Snapshot();
            snapshot.id = id.value();
            snapshot.overlay = overlay.value();
            Consistency reached = ledger.reached().get(id);
            if (reached != null) {
                snapshot.consistency = reached.level().toString();
                snapshot.frozenMillis = Long.toString(reached.frozen().toMillis());
                snapshot.note = reached.note();
            }
            disk.snapshots.add(snapshot);
        });
        return disk;
    }
}
