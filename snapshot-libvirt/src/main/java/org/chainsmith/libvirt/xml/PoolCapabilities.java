package org.chainsmith.libvirt.xml;

import java.util.Set;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/** {@code <storagepoolCapabilities>}: which kinds of storage pools a libvirt has drivers for. */
public record PoolCapabilities(Set<String> supported) {
    public PoolCapabilities {
        supported = Set.copyOf(supported);
    }

    /**
     * Understands the text that libvirt gives.
     *
     * @throws org.chainsmith.core.error.SnapshotException XML_REFUSED
     */
    public static PoolCapabilities parse(String xml) {
        return new PoolCapabilities(Dom.children(SafeXml.document(xml).getDocumentElement(), "pool").stream()
                .filter(pool -> pool.getAttribute("supported").equals("yes"))
                .map(PoolCapabilities::type)
                .collect(Collectors.toSet()));
    }

    private static String type(Element pool) {
        return pool.getAttribute("type");
    }

    public boolean supports(String type) {
        return supported.contains(type);
    }
}
