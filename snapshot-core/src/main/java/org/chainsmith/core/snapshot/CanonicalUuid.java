package org.chainsmith.core.snapshot;

import java.util.regex.Pattern;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** The one accepted spelling of an id. java.util.UUID.fromString is no validator: it accepts {@code 1-1-1-1-1}. */
public final class CanonicalUuid {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private CanonicalUuid() {}

    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** The text, if it is one; else INVALID_ID. */
    public static String require(String text, String what) {
        if (!isOne(text)) {
            throw new SnapshotException(
                            ErrorCode.INVALID_ID,
                            "Not the id of a " + what + ": " + ImageName.quoted(text)
                                    + " (a canonical lower-case UUID is expected)")
                    .hint("Ids look like 9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4.");
        }
        return text;
    }
}
