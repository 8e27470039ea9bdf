package org.chainsmith.libvirt.xml;

import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBElement;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Marshaller;
import java.io.StringWriter;
import java.util.Optional;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.w3c.dom.Node;

/** Moves between XML and the classes of this package. One context per root, as their parts have equal names. */
final class Jaxb {
    private static final ClassValue<JAXBContext> CONTEXTS = new ClassValue<>() {
        @Override
        protected JAXBContext computeValue(Class<?> type) {
            try {
                return JAXBContext.newInstance(type);
            } catch (JAXBException e) {
                throw new IllegalStateException("JAXB cannot work with " + type, e);
            }
        }
    };

    private Jaxb() {}

    /** Reads a document of which the root has this name and no namespace. */
    static <T> T read(String xml, String root, Class<T> type) {
        try {
            XMLStreamReader reader = SafeXml.reader(xml);
            reader.nextTag();
            if (!reader.getLocalName().equals(root)
                    || !Optional.ofNullable(reader.getNamespaceURI()).orElse("").isEmpty()) {
                throw SafeXml.refused("its root is not <" + root + ">");
            }
            T value = CONTEXTS.get(type)
                    .createUnmarshaller()
                    .unmarshal(reader, type)
                    .getValue();
            while (reader.hasNext()) {
                reader.next();
            }
            return value;
        } catch (JAXBException | XMLStreamException e) {
            throw SafeXml.refused("it is not well formed, or not allowed", e);
        }
    }

    /** Writes a document; refuses text that XML 1.0 cannot hold. */
    static <T> String write(QName root, Class<T> type, T value) {
        StringWriter out = new StringWriter();
        try {
            marshaller(type).marshal(new JAXBElement<>(root, type, value), out);
        } catch (JAXBException e) {
            throw new IllegalStateException("JAXB cannot write " + root, e);
        }
        return XmlText.require(out.toString());
    }

    /** Appends an element to a node of a document. */
    static <T> void append(Node parent, QName name, Class<T> type, T value) {
        try {
            marshaller(type).marshal(new JAXBElement<>(name, type, value), parent);
        } catch (JAXBException e) {
            throw new IllegalStateException("JAXB cannot write " + name, e);
        }
    }

    private static Marshaller marshaller(Class<?> type) throws JAXBException {
        Marshaller marshaller = CONTEXTS.get(type).createMarshaller();
        marshaller.setProperty(Marshaller.JAXB_FRAGMENT, true);
        return marshaller;
    }
}
