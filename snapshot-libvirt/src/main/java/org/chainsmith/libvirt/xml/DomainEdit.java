package org.chainsmith.libvirt.xml;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.namespace.QName;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Changes to the definition of a guest that keep everything else in it: unknown elements and attributes, other
 * namespaces, comments, and the order.
 *
 * <p>The document itself is edited and JAXB makes only the new pieces. JAXB's Binder would write each edited element
 * anew and lose what its class does not know of, such as the target of the disk.
 */
public final class DomainEdit {
    /** What says where an image is; the rest of a source (labels, start-up policy) stays. */
    private static final Set<String> LOCATION_ATTRIBUTES =
            Set.of("file", "dev", "protocol", "name", "query", "tls", "tlsHostname", "pool", "volume", "mode", "index");

    private static final Set<String> LOCATION_ELEMENTS = Set.of("host", "snapshot", "config", "auth", "identity");

    private final Document document;

    private DomainEdit(Document document) {
        this.document = document;
    }

    /**
     * Begins with this definition.
     *
     * @throws SnapshotException XML_REFUSED, as {@link DomainDescription#parse} does
     */
    public static DomainEdit of(String domainXml) {
        DomainDescription.parse(domainXml);
        return new DomainEdit(SafeXml.document(domainXml));
    }

    /** The definition as it is now. */
    public String xml() {
        return Dom.text(document);
    }

    /**
     * The disk has this chain now: its active layer is the source, the other layers are written below it. What the chain
     * does not know is left for QEMU to find in the headers.
     *
     * @throws SnapshotException DISK_NOT_FOUND, DISK_AMBIGUOUS, BLOCK_JOB_ACTIVE if the disk is being mirrored,
     *     FORMAT_UNKNOWN if a layer has no format, NOT_SUPPORTED for a layer that cannot be written
     */
    public DomainEdit disk(DiskTarget target, DiskChain chain) {
        Element disk = disk(target);
        if (Dom.child(disk, "mirror").isPresent()) {
            throw new SnapshotException(
                    ErrorCode.BLOCK_JOB_ACTIVE,
                    "Disk " + target + " is being mirrored; its source is not changed now.");
        }
        if (chain.layers().isEmpty()) {
            throw new SnapshotException(ErrorCode.INVALID_ARGUMENT, "A disk cannot be given a chain of no layers.");
        }
        chain.layers().forEach(layer -> format(layer));
        DiskChain.Layer active = chain.layers().get(0);
        Element source = source(disk, active.location());
        Dom.child(disk, "driver").orElseGet(() -> before(source, "driver")).setAttribute("type", format(active));
        Dom.child(disk, "auth").ifPresent(disk::removeChild);
        Dom.child(disk, "backingStore").ifPresent(disk::removeChild);
        below(disk, source, chain);
        return this;
    }

    private Element disk(DiskTarget target) {
        Element devices = Dom.child(document.getDocumentElement(), "devices").orElseThrow();
        List<Element> found = Dom.children(devices, "disk").stream()
                .filter(disk -> Dom.child(disk, "target")
                        .filter(element -> element.getAttribute("dev").equals(target.value()))
                        .isPresent())
                .toList();
        if (found.size() != 1) {
            throw new SnapshotException(
                    found.isEmpty() ? ErrorCode.DISK_NOT_FOUND : ErrorCode.DISK_AMBIGUOUS,
                    "The definition has " + found.size() + " disks with target " + target + ", not one.");
        }
        return found.get(0);
    }

    private static String format(DiskChain.Layer layer) {
        return layer.format()
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.FORMAT_UNKNOWN, "A layer without a format is not written: " + layer));
    }

    private Element source(Element disk, ImageLocation location) {
        disk.setAttribute("type", Sources.type(location));
        Element source = Dom.child(disk, "source")
                .orElseGet(() -> before(Dom.child(disk, "target").orElseThrow(), "source"));
        LOCATION_ATTRIBUTES.forEach(source::removeAttribute);
        for (String name : LOCATION_ELEMENTS) {
            Dom.children(source, name).forEach(source::removeChild);
        }
        Jaxb.append(disk, new QName("source"), SourceXml.class, Sources.write(location));
        Element written = (Element) disk.getLastChild();
        for (int i = 0; i < written.getAttributes().getLength(); i++) {
            source.setAttribute(
                    written.getAttributes().item(i).getNodeName(),
                    written.getAttributes().item(i).getNodeValue());
        }
        Dom.children(written).forEach(source::appendChild);
        disk.removeChild(written);
        return source;
    }

    private void below(Element disk, Element source, DiskChain chain) {
        LayerXml xml = chain.below() == DiskChain.Below.NOTHING ? new LayerXml() : null;
        for (int i = chain.layers().size() - 1; i > 0; i--) {
            LayerXml layer = layer(chain.layers().get(i));
            layer.backingStore = xml;
            xml = layer;
        }
        if (xml != null) {
            Jaxb.append(disk, new QName("backingStore"), LayerXml.class, xml);
            disk.insertBefore(disk.getLastChild(), source.getNextSibling());
        }
    }

    private static LayerXml layer(DiskChain.Layer layer) {
        LayerXml xml = new LayerXml();
        xml.type = Sources.type(layer.location());
        xml.format = new LayerXml.Format();
        xml.format.type = format(layer);
        xml.source = Sources.write(layer.location());
        return xml;
    }

    private Element before(Element next, String name) {
        Element element = document.createElement(name);
        Optional.ofNullable(next.getParentNode()).orElseThrow().insertBefore(element, next);
        return element;
    }
}
