package org.chainsmith.core.chain;

import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * The name of an image within the store of its volume: one path component, never a path, a URI or a {@code json:}
 * string. Which names a store uses for which volume is the store's business.
 *
 * @param value 1 to 255 characters without {@code /}, {@code :}, or control characters, not {@code .} or {@code ..}
 */
public record ImageName(String value) implements Comparable<ImageName> {
    private static final int LONGEST = 255;

    public ImageName {
        if (!isName(value)) {
            throw new SnapshotException(ErrorCode.IMAGE_NAME_REFUSED, "Not the name of an image: " + quoted(value));
        }
    }

    private static boolean isName(String value) {
        return !value.isEmpty()
                && value.length() <= LONGEST
                && !value.equals(".")
                && !value.equals("..")
                && value.chars().noneMatch(c -> c == '/' || c == ':' || Character.isISOControl(c));
    }

    /** A text from outside, made safe to print: quoted, control characters escaped, shortened. */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().limit(LONGEST).forEach(c -> {
            if (c < 0x20 || (c >= 0x7f && c < 0xa0) || Character.isSurrogate((char) c)) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append(text.length() > LONGEST ? "...\"" : "\"").toString();
    }

    @Override
    public int compareTo(ImageName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
