package org.chainsmith.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import com.thaiopensource.relaxng.jaxp.XMLSyntaxSchemaFactory;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import org.xml.sax.SAXException;

/** libvirt's own schemas, which come with its client library. */
final class Schemas {
    private static final Path FOLDER = Path.of("/usr/share/libvirt/schemas");

    private final Schema schema;

    private Schemas(Schema schema) {
        this.schema = schema;
    }

    /** The schema of this name. Without it the test is skipped, or fails where everything has to be there. */
    static Schemas of(String name) {
        Path file = FOLDER.resolve(name + ".rng");
        if (!Files.exists(file)) {
            String reason = file + " is missing; it comes with libvirt's client library (Debian: libvirt0)";
            if ("1".equals(System.getenv("CHAINSMITH_REQUIRE_LAB"))) {
                throw new AssertionError(reason);
            }
            abort(reason);
        }
        try {
            return new Schemas(new XMLSyntaxSchemaFactory().newSchema(file.toFile()));
        } catch (SAXException e) {
            throw new AssertionError("libvirt's schema cannot be read", e);
        }
    }

    void assertValid(String xml) {
        try {
            schema.newValidator().validate(new StreamSource(new StringReader(xml)));
        } catch (SAXException e) {
            throw new AssertionError("Not valid for libvirt: " + e.getMessage() + "\n" + xml, e);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void assertInvalid(String xml) {
        assertThatExceptionOfType(SAXException.class)
                .isThrownBy(() -> schema.newValidator().validate(new StreamSource(new StringReader(xml))));
    }

    /** A document from beside this class. */
    static String fixture(String name) {
        try (var in = Objects.requireNonNull(Schemas.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
