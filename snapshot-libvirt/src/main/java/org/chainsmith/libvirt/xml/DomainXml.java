package org.chainsmith.libvirt.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is read of a {@code <domain>}; all else is passed over. */
@XmlAccessorType(XmlAccessType.FIELD)
final class DomainXml {
    @XmlAttribute
    @Nullable
    String id;

    @Nullable
    String name;

    @Nullable
    String uuid;

    @XmlElement(name = "devices")
    List<Devices> devices = new ArrayList<>();

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Devices {
        @XmlElement(name = "disk")
        List<Disk> disks = new ArrayList<>();

        @XmlElement(name = "channel")
        List<Channel> channels = new ArrayList<>();
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Channel {
        @Nullable
        Port target;

        boolean isOfConnectedAgent() {
            return target != null && "org.qemu.guest_agent.0".equals(target.name) && "connected".equals(target.state);
        }
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Port {
        @XmlAttribute
        @Nullable
        String name;

        @XmlAttribute
        @Nullable
        String state;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Disk {
        @XmlAttribute
        @Nullable
        String type;

        @XmlAttribute
        @Nullable
        String device;

        @Nullable
        Driver driver;

        SourceXml.@Nullable Auth auth;

        @Nullable
        SourceXml source;

        @Nullable
        LayerXml backingStore;

        @Nullable
        Mirror mirror;

        @Nullable
        Target target;

        @Nullable
        String serial;

        @Nullable
        Alias alias;

        SourceXml.@Nullable Present readonly;

        SourceXml.@Nullable Present shareable;

        @XmlElement(name = "transient")
        SourceXml.@Nullable Present transientMark;

        SourceXml.@Nullable Present encryption;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Driver {
        @XmlAttribute
        @Nullable
        String name;

        @XmlAttribute
        @Nullable
        String type;

        @XmlAttribute
        @Nullable
        String cache;

        @XmlAttribute
        @Nullable
        String io;

        @XmlAttribute
        @Nullable
        String discard;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Target {
        @XmlAttribute
        @Nullable
        String dev;

        @XmlAttribute
        @Nullable
        String bus;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Alias {
        @XmlAttribute
        @Nullable
        String name;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Mirror {
        @XmlAttribute
        @Nullable
        String type;

        @XmlAttribute
        @Nullable
        String file;

        @XmlAttribute
        @Nullable
        String job;

        @XmlAttribute
        @Nullable
        String ready;

        @XmlElement(name = "format")
        LayerXml.@Nullable Format formatElement;

        @Nullable
        SourceXml source;
    }
}
