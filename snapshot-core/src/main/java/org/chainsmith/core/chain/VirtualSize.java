package org.chainsmith.core.chain;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.jspecify.annotations.Nullable;

/**
 * The size of a disk as the guest sees it (libvirt: capacity; QEMU: virtual size).
 *
 * @param bytes 0 or more, below 2^61, as qcow2 allows
 */
public record VirtualSize(long bytes) implements Comparable<VirtualSize> {
    private static final long LIMIT = 1L << 61;
    private static final int SECTOR = 512;
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)(?: ?([A-Za-z]{1,3}))?");
    private static final Map<String, Integer> SHIFTS = Map.ofEntries(
            Map.entry("b", 0),
            Map.entry("k", 10),
            Map.entry("kib", 10),
            Map.entry("m", 20),
            Map.entry("mib", 20),
            Map.entry("g", 30),
            Map.entry("gib", 30),
            Map.entry("t", 40),
            Map.entry("tib", 40),
            Map.entry("p", 50),
            Map.entry("pib", 50));

    public VirtualSize {
        if (bytes < 0 || bytes >= LIMIT) {
            throw new SnapshotException(ErrorCode.INVALID_SIZE, "Not a virtual size: " + bytes + " bytes");
        }
    }

    /**
     * Reads a size as qemu-img does: a number with an optional unit, {@code 1GiB}, {@code 1.5G}, {@code 4096}; units
     * are powers of 1024. The result is rounded up to 512 bytes.
     *
     * @throws SnapshotException INVALID_SIZE
     */
    public static VirtualSize parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        Integer shift = matcher.matches() ? shift(matcher.group(2)) : null;
        if (shift == null) {
            throw new SnapshotException(
                    ErrorCode.INVALID_SIZE,
                    "Not a size: " + ImageName.quoted(text) + " (for example 1GiB, 512M, 4096)");
        }
        BigDecimal exact = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift));
        if (exact.compareTo(BigDecimal.valueOf(LIMIT - SECTOR)) > 0) {
            throw new SnapshotException(ErrorCode.INVALID_SIZE, "Too large for a disk: " + ImageName.quoted(text));
        }
        return ofLength(exact.longValue());
    }

    private static @Nullable Integer shift(@Nullable String unit) {
        return unit == null ? Integer.valueOf(0) : SHIFTS.get(unit.toLowerCase(Locale.ROOT));
    }

    /** The size of a raw image of this many bytes: rounded up to whole sectors, as QEMU does. */
    public static VirtualSize ofLength(long bytes) {
        return new VirtualSize((bytes + SECTOR - 1) / SECTOR * SECTOR);
    }

    @Override
    public int compareTo(VirtualSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return bytes + " bytes";
    }
}
