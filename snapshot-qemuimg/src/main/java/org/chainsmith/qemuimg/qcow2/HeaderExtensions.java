package org.chainsmith.qemuimg.qcow2;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The optional sections behind the header: where each is, read only when asked for. Unknown ones are skipped. */
final class HeaderExtensions {
    static final int BACKING_FORMAT = 0xe2792aca;
    static final int BITMAPS = 0x23852875;
    static final int ENCRYPTION = 0x0537be77;
    static final int DATA_FILE = 0x44415441;

    private static final int END = 0;
    private static final int PREFIX = 8;
    /** The format knows five; a table of thousands is an attack. */
    private static final int MOST = 64;

    private record Place(int offset, int length) {}

    private final HeaderBytes bytes;
    private final Map<Integer, Place> places = new HashMap<>();

    /**
     * Walks the sections.
     *
     * @param from where the header ends
     * @param to where the backing file's name begins, or the first cluster ends
     */
    HeaderExtensions(HeaderBytes bytes, int from, int to) {
        this.bytes = bytes;
        int position = from;
        while (position + PREFIX <= to) {
            int type = (int) bytes.uint32(position);
            if (type == END) {
                return;
            }
            long length = bytes.uint32(position + 4);
            if (length > to - position - PREFIX) {
                throw Invalid.header(named(type) + " of " + length + " bytes leaves its area");
            }
            add(type, new Place(position + PREFIX, (int) length));
            position += PREFIX + ((int) length + 7) / 8 * 8;
        }
    }

    private void add(int type, Place place) {
        if (places.putIfAbsent(type, place) != null) {
            throw Invalid.header(named(type) + " appears twice");
        }
        if (places.size() > MOST) {
            throw Invalid.header("more than " + MOST + " header extensions");
        }
    }

    boolean has(int type) {
        return places.containsKey(type);
    }

    /** A section of one known length. */
    Optional<ByteBuffer> fixed(int type, int length) {
        Place place = places.get(type);
        if (place == null) {
            return Optional.empty();
        }
        if (place.length != length) {
            throw Invalid.header(named(type) + " has " + place.length + " bytes, not " + length);
        }
        return Optional.of(bytes.bytes(place.offset, length));
    }

    /** A section that is a string. */
    Optional<ByteBuffer> string(int type, int longest) {
        Place place = places.get(type);
        if (place == null) {
            return Optional.empty();
        }
        if (place.length > longest) {
            throw Invalid.header(named(type) + " has " + place.length + " bytes, more than " + longest);
        }
        return Optional.of(bytes.bytes(place.offset, place.length));
    }

    private static String named(int type) {
        return "header extension " + Invalid.hex(Integer.toUnsignedLong(type));
    }
}
