package org.chainsmith.libvirt.xml;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Parses XML that somebody else wrote: no DOCTYPE, no entities but XML's own, nothing fetched, bounded. */
final class SafeXml {
    static final int LONGEST = 8 << 20;

    /** A chain of 256 images is 256 nested elements. */
    static final int DEEPEST = 512;

    /** The JDK's own limit, which from Java 24 on is 200 where nobody sets it. */
    private static final String JDK_DEPTH = "jdk.xml.maxElementDepth";

    /** Making a factory takes as long as reading, and nobody says that threads may share one. */
    private static final ThreadLocal<XMLInputFactory> READERS = ThreadLocal.withInitial(SafeXml::factory);

    private SafeXml() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty(JDK_DEPTH, Integer.toString(DEEPEST));
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("it refers to something outside of it");
        });
        return factory;
    }

    static SnapshotException refused(String why, Throwable cause) {
        return new SnapshotException(ErrorCode.XML_REFUSED, "XML was refused: " + why, cause);
    }

    static SnapshotException refused(String why) {
        return new SnapshotException(ErrorCode.XML_REFUSED, "XML was refused: " + why);
    }

    /** A reader that throws XMLStreamException as soon as it meets something that is not allowed. */
    static XMLStreamReader reader(String xml) {
        if (xml.length() > LONGEST) {
            throw refused("it is longer than " + LONGEST + " characters");
        }
        try {
            return new Bounded(READERS.get().createXMLStreamReader(new StringReader(xml)));
        } catch (XMLStreamException e) {
            throw refused("it is not well formed", e);
        }
    }

    /** The whole document, for editing. */
    static Document document(String xml) {
        XMLStreamReader reader = reader(xml);
        try {
            while (reader.hasNext()) {
                reader.next();
            }
            return builder().parse(new InputSource(new StringReader(xml)));
        } catch (XMLStreamException | SAXException e) {
            throw refused("it is not well formed, or not allowed", e);
        } catch (IOException e) {
            throw new AssertionError("a string cannot be read", e);
        }
    }

    private static DocumentBuilder builder() {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(JDK_DEPTH, Integer.toString(DEEPEST));
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be made safe", e);
        }
    }

    /** Counts the depth, and stops at a document type and at an entity. */
    private static final class Bounded extends StreamReaderDelegate {
        private int depth;

        Bounded(XMLStreamReader reader) {
            super(reader);
        }

        @Override
        public int next() throws XMLStreamException {
            int event = super.next();
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > DEEPEST) {
                        throw new XMLStreamException("it is nested deeper than " + DEEPEST);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XMLStreamException("it has a document type or an entity");
                default -> {
                    // Everything else is content.
                }
            }
            return event;
        }
    }
}
