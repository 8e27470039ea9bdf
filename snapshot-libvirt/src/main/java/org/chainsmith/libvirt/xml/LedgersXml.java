package org.chainsmith.libvirt.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our element in the metadata of a domain: the records of its disks. */
@XmlAccessorType(XmlAccessType.FIELD)
final class LedgersXml {
    static final String NAMESPACE = "https://chainsmith.org/xmlns/domain/1";
    static final String NAME = "disks";

    @XmlElement(name = "disk", namespace = NAMESPACE)
    List<Disk> disks = new ArrayList<>();

    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(name = "diskLedger")
    static final class Disk {
        @XmlAttribute
        @Nullable
        String volume;

        @XmlAttribute
        @Nullable
        String target;

        @XmlAttribute
        @Nullable
        String active;

        @XmlElement(name = "image", namespace = NAMESPACE)
        List<Image> images = new ArrayList<>();

        @XmlElement(name = "snapshot", namespace = NAMESPACE)
        List<Snapshot> snapshots = new ArrayList<>();
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Image {
        @XmlAttribute
        @Nullable
        String name;

        @XmlAttribute
        @Nullable
        String format;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Snapshot {
        @XmlAttribute
        @Nullable
        String id;

        @XmlAttribute
        @Nullable
        String overlay;

        @XmlAttribute
        @Nullable
        String consistency;

        @XmlAttribute(name = "frozen-ms")
        @Nullable
        String frozenMillis;

        @XmlAttribute
        @Nullable
        String note;
    }
}
