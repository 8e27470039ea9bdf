package org.chainsmith.qemuimg.volumes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/** A line of the operation log: the CRC-32C of a JSON document as eight hexadecimal digits, a space, the document. */
final class LogLine {
    private static final int CRC_DIGITS = 8;
    private static final int PREFIX = CRC_DIGITS + 1;

    private LogLine() {}

    static byte[] of(String document) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(PREFIX + bytes.length + 1)
                .put(prefix(bytes, 0, bytes.length))
                .put(bytes)
                .put((byte) '\n')
                .array();
    }

    /** The document in a line without its line break, if the line is whole. */
    static Optional<ByteBuffer> document(byte[] content, int from, int to) {
        int length = to - from - PREFIX;
        if (length <= 0) {
            return Optional.empty();
        }
        byte[] prefix = prefix(content, from + PREFIX, length);
        return ByteBuffer.wrap(content, from, PREFIX).equals(ByteBuffer.wrap(prefix))
                ? Optional.of(ByteBuffer.wrap(content, from + PREFIX, length))
                : Optional.empty();
    }

    private static byte[] prefix(byte[] document, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(document, from, length);
        return (HexFormat.of().toHexDigits((int) crc.getValue()) + " ").getBytes(StandardCharsets.US_ASCII);
    }
}
