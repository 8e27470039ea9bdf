package org.chainsmith.libvirt.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile XML is refused by both ways of reading. */
final class SafeXmlTest {
    private static final String UUID = "<uuid>3f1f7f6e-9df2-4c25-8a63-0a8d2c7b9d11</uuid>";

    private static void refused(String xml) {
        for (Consumer<String> way : List.<Consumer<String>>of(
                DomainDescription::parse, SafeXml::document, DomainMetadata::read, DomainEdit::of)) {
            assertThatExceptionOfType(SnapshotException.class)
                    .isThrownBy(() -> way.accept(xml))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.XML_REFUSED));
        }
    }

    private static String domain(String before, String name) {
        return before + "<domain><name>" + name + "</name>" + UUID + "<devices/></domain>";
    }

    @Test
    void aPlainDomainIsRead() {
        assertThat(DomainDescription.parse(domain("", "a")).name()).isEqualTo("a");
    }

    @Test
    void anEntityThatNamesAFileIsNotRead(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "the-secret");
        refused(domain("<!DOCTYPE domain [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>", "&e;"));
    }

    @Test
    void entitiesThatGrowAreRefused() {
        StringBuilder entities = new StringBuilder("<!DOCTYPE domain [<!ENTITY e0 \"ha\">");
        for (int i = 1; i < 40; i++) {
            entities.append("<!ENTITY e%d \"&e%d;&e%d;\">".formatted(i, i - 1, i - 1));
        }
        refused(domain(entities + "]>", "&e39;"));
    }

    @Test
    void aDocumentTypeIsRefusedEvenIfItSaysNothing() {
        refused(domain("<!DOCTYPE domain>", "a"));
    }

    @Test
    void aDocumentTypeElsewhereIsRefused() {
        refused(domain("<!DOCTYPE domain SYSTEM \"file:///nowhere/domain.dtd\">", "a"));
    }

    @Test
    void whatIsTooDeepIsRefused() {
        refused(domain("", "<a>".repeat(SafeXml.DEEPEST) + "</a>".repeat(SafeXml.DEEPEST)));
    }

    @Test
    void whatIsTooLongIsRefused() {
        refused(domain("", "a".repeat(SafeXml.LONGEST)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no xml",
                "<domain>",
                "<domain><name>a</name></domain><domain/>",
                "<domain/>",
                "<domain><name>&nosuch;</name></domain>",
                "<domain xmlns='urn:other'><name>a</name><devices/></domain>",
                "<network><name>a</name></network>",
                "<domain><name>a</name><devices/></domain>",
                "<domain><name>&#1;</name></domain>",
            })
    void whatIsNoDomainIsRefusedWhenRead(String xml) {
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> DomainDescription.parse(xml))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.XML_REFUSED));
    }

    @Test
    void twoListsOfDevicesAreRefused() {
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(
                        () -> DomainDescription.parse(domain("", "a").replace("<devices/>", "<devices/><devices/>")))
                .withMessageContaining("2 lists of devices");
    }
}
