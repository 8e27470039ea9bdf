package org.chainsmith.libvirt.xml;

import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** What XML 1.0 can hold. */
final class XmlText {
    private XmlText() {}

    /** Refuses a text with characters that no XML document can hold, however they are escaped. */
    static String require(String text) {
        text.codePoints().filter(c -> !isAllowed(c)).findFirst().ifPresent(c -> {
            throw new SnapshotException(
                    ErrorCode.XML_REFUSED,
                    String.format("XML was not written: it cannot hold the character U+%04X of a name", c));
        });
        return text;
    }

    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || c >= 0x10000;
    }
}
