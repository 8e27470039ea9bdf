package org.chainsmith.core.chain;

import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** The texts within locations: what they may hold, and paths compared and put together. */
final class LocationText {
    private static final int LONGEST = 4096;

    private LocationText() {}

    static SnapshotException refused(String message) {
        return new SnapshotException(ErrorCode.LOCATION_REFUSED, message);
    }

    static SnapshotException noRelativeNames(String where, ImageLocation location) {
        return new SnapshotException(
                        ErrorCode.NOT_SUPPORTED,
                        "A relative backing name does not work " + where + ": it cannot be told what it means beside "
                                + location)
                .hint("Write the full location of the backing image into the header (qemu-img rebase -u).");
    }

    static SnapshotException noPlace(ImageLocation location) {
        return new SnapshotException(ErrorCode.NOT_SUPPORTED, "No images are made beside " + location + ".");
    }

    /** Not empty, not endless, no control characters, no half characters. */
    static String requireText(String text, String what) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw refused(what + " has to have 1 to " + LONGEST + " characters, not " + text.length());
        }
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) || isHalf(c) || c == 0xfffe || c == 0xffff)) {
            throw refused(what + " holds characters that are not allowed: " + ImageName.quoted(text));
        }
        return text;
    }

    private static boolean isHalf(int codePoint) {
        return codePoint <= 0xffff && Character.isSurrogate((char) codePoint);
    }

    static String requireAbsolute(String path, String what) {
        requireText(path, what);
        if (!path.startsWith("/") || path.endsWith("/")) {
            throw refused(what + " has to be absolute: " + ImageName.quoted(path));
        }
        return path;
    }

    /** Text without any of these characters. */
    static String requireWithout(String forbidden, String text, String what) {
        requireText(text, what);
        if (text.chars().anyMatch(c -> forbidden.indexOf(c) >= 0)) {
            throw refused(what + " must not hold any of " + forbidden + ": " + ImageName.quoted(text));
        }
        return text;
    }

    /** The path without empty components and {@code .}; a leading slash stays. */
    static String normalised(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return (path.startsWith("/") ? "/" : "") + String.join("/", parts);
    }

    /** Whether the other location is this path of the host, as a file or as a device. */
    static boolean samePath(String path, ImageLocation other) {
        return other instanceof ImageLocation.HostPath there && normalised(path).equals(normalised(there.path()));
    }

    /** The path of a name that is relative to the directory of this path. */
    static String sibling(String path, String relativeName) {
        return normalised(path.substring(0, path.lastIndexOf('/') + 1) + relativeName);
    }

    static ImageName lastComponent(String path) {
        return new ImageName(path.substring(path.lastIndexOf('/') + 1));
    }
}
