package org.chainsmith.libvirt.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import org.jspecify.annotations.Nullable;

/** {@code <backingStore>}: a layer, with the next one inside it; empty where libvirt knows that nothing follows. */
@XmlAccessorType(XmlAccessType.FIELD)
final class LayerXml {
    @XmlAttribute
    @Nullable
    String type;

    @XmlAttribute
    @Nullable
    String index;

    @Nullable
    Format format;

    @Nullable
    SourceXml source;

    @Nullable
    LayerXml backingStore;

    boolean isTerminator() {
        return type == null && source == null && format == null;
    }

    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Format {
        @XmlAttribute
        @Nullable
        String type;
    }
}
