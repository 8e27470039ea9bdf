package org.chainsmith.qemuimg.volumes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/** A line of the operation log: the CRC-32C of a JSON document as eight hexadecimal digits, a space, the document. */
final class LogLine {
    private static final int CRC_DIGITS = 8;

    private LogLine() {}

    static byte[] of(String document) {
        return (crc(document) + " " + document + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The document in a line without its line break, if the line is whole. */
    static Optional<ByteBuffer> document(byte[] content, int from, int to) {
        if (to - from <= CRC_DIGITS + 1) {
            return Optional.empty();
        }
        String line = new String(content, from, to - from, StandardCharsets.UTF_8);
        String document = line.substring(CRC_DIGITS + 1);
        return line.startsWith(crc(document) + " ")
                ? Optional.of(ByteBuffer.wrap(document.getBytes(StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    private static String crc(String document) {
        CRC32C crc = new CRC32C();
        crc.update(document.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
