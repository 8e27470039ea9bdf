package org.chainsmith.qemuimg.posix;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** Names as the C library takes them: UTF-8 and a NUL, whatever the locale. */
public final class Names {
    static final byte[] EMPTY = {0};
    static final byte[] HERE = {'.', 0};

    private Names() {}

    /**
     * One component of a path.
     *
     * @throws SnapshotException IMAGE_NAME_REFUSED for everything that could name another place
     */
    public static byte[] component(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw refused(name);
        }
        return path(name);
    }

    /** A path, or any other text that is no name of a file. */
    public static byte[] path(String name) {
        if (name.indexOf('\0') >= 0) {
            throw refused(name);
        }
        try {
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
            return Arrays.copyOfRange(utf8.array(), utf8.arrayOffset(), utf8.arrayOffset() + utf8.limit() + 1);
        } catch (CharacterCodingException e) {
            throw refused(name);
        }
    }

    static String quoted(String name) {
        return ImageName.quoted(name);
    }

    private static SnapshotException refused(String name) {
        return new SnapshotException(ErrorCode.IMAGE_NAME_REFUSED, "Not the name of a file: " + quoted(name));
    }
}
