package org.chainsmith.libvirt.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our element in the metadata of a domain: the record of one of its disks. */
@XmlAccessorType(XmlAccessType.FIELD)
final class DiskRecordXml {
    static final String NAME = "disk";

    @XmlAttribute
    @Nullable
    String volume;

    @XmlAttribute
    @Nullable
    String active;

    @XmlElement(name = "image")
    List<Image> images = new ArrayList<>();

    @XmlElement(name = "snapshot")
    List<Snapshot> snapshots = new ArrayList<>();

    @XmlElement(name = "reached")
    List<Reached> reached = new ArrayList<>();

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
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Reached {
        @XmlAttribute
        @Nullable
        String snapshot;

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
