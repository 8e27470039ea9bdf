package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** Strings of the header: strictly UTF-8, because a character that stands for several byte sequences names no file. */
final class HeaderStrings {
    private HeaderStrings() {}

    static String decoded(ByteBuffer bytes, ErrorCode otherwise, String what) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new SnapshotException(otherwise, "The " + what + " in the qcow2 header is not valid UTF-8", e);
        }
    }
}
