package org.chainsmith.libvirt.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code <domainsnapshot>}, as far as it is written. */
@XmlAccessorType(XmlAccessType.FIELD)
final class SnapshotXml {
    @XmlElementWrapper(name = "disks")
    @XmlElement(name = "disk")
    List<Disk> disks = new ArrayList<>();

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Disk {
        @XmlAttribute
        @Nullable
        String name;

        @XmlAttribute
        @Nullable
        String snapshot;

        @XmlAttribute
        @Nullable
        String type;

        @Nullable
        SourceXml source;

        @Nullable
        Driver driver;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Driver {
        @XmlAttribute
        @Nullable
        String type;
    }
}
