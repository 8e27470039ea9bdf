package org.chainsmith.libvirt.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code <source>} of a disk, of a layer below it, of a mirror, and of an overlay to come. */
@XmlAccessorType(XmlAccessType.FIELD)
final class SourceXml {
    @XmlAttribute
    @Nullable
    String file;

    @XmlAttribute
    @Nullable
    String dev;

    @XmlAttribute
    @Nullable
    String protocol;

    @XmlAttribute
    @Nullable
    String name;

    @XmlAttribute
    @Nullable
    String tls;

    @XmlAttribute
    @Nullable
    String pool;

    @XmlAttribute
    @Nullable
    String volume;

    @XmlAttribute
    @Nullable
    String mode;

    @XmlAttribute
    @Nullable
    String index;

    @XmlElement(name = "host")
    List<Host> hosts = new ArrayList<>();

    @Nullable
    Present snapshot;

    @Nullable
    Config config;

    @Nullable
    Auth auth;

    @Nullable
    Identity identity;

    @Nullable
    Present slices;

    @Nullable
    Present encryption;

    /** An element of which only the presence matters. */
    static final class Present {}

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Host {
        @XmlAttribute
        @Nullable
        String transport;

        @XmlAttribute
        @Nullable
        String name;

        @XmlAttribute
        @Nullable
        String port;

        @XmlAttribute
        @Nullable
        String socket;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Config {
        @XmlAttribute
        @Nullable
        String file;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Identity {
        @XmlAttribute
        @Nullable
        String user;

        @XmlAttribute
        @Nullable
        String group;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Auth {
        @XmlAttribute
        @Nullable
        String username;

        @Nullable
        Secret secret;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Secret {
        @XmlAttribute
        @Nullable
        String type;

        @XmlAttribute
        @Nullable
        String uuid;

        @XmlAttribute
        @Nullable
        String usage;
    }
}
