package org.chainsmith.libvirt.xml;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** Walks over documents that are edited, and writes them. */
final class Dom {
    private Dom() {}

    /** The children of this name that have no namespace. */
    static List<Element> children(Element parent, String name) {
        return children(parent).stream()
                .filter(child -> name.equals(child.getLocalName()) && child.getNamespaceURI() == null)
                .toList();
    }

    static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    /** The only child of this name, if there is one. */
    static Optional<Element> child(Element parent, String name) {
        List<Element> found = children(parent, name);
        if (found.size() > 1) {
            throw SafeXml.refused("<" + name + "> is there " + found.size() + " times where once is meant");
        }
        return found.stream().findFirst();
    }

    /** The document as text, without an XML declaration; refuses text that XML 1.0 cannot hold. */
    static String text(Document document) {
        requireText(document);
        StringWriter out = new StringWriter();
        try {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.transform(new DOMSource(document), new StreamResult(out));
        } catch (TransformerException e) {
            throw new IllegalStateException("the JDK cannot write XML", e);
        }
        return out.toString();
    }

    /** Asked before writing, as the JDK's writer would make references of characters that no reference can name. */
    private static void requireText(Node node) {
        NamedNodeMap attributes = node.getAttributes();
        for (int i = 0; attributes != null && i < attributes.getLength(); i++) {
            XmlText.require(attributes.item(i).getNodeValue());
        }
        if (node.getNodeValue() != null) {
            XmlText.require(node.getNodeValue());
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            requireText(child);
        }
    }
}
