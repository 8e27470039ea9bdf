package org.chainsmith.qemuimg.inspect;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ExtentMap.Extent;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.qemuimg.qcow2.Qcow2Allocation;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;
import org.chainsmith.qemuimg.storage.ImageFile;

/** What one image provides itself, whatever is below it. */
public record MappedImage(String name, ImageFormat format, VirtualSize virtualSize, AllocationMap map) {
    /** Where the guest's bytes come from. */
    public enum Kind {
        DATA,
        ZERO,
        ABSENT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Takes the extents one by one. */
    @FunctionalInterface
    public interface ExtentVisitor {
        void visit(long start, long length, Kind kind);
    }

    public MappedImage {
        requireNonNull(name, "name is null");
        requireNonNull(format, "format is null");
        requireNonNull(virtualSize, "virtualSize is null");
        requireNonNull(map, "map is null");
    }

    /**
     * Reads a map; opens nothing but this file. While QEMU has it open for writing, the map is a lower bound, and is
     * marked so.
     *
     * @throws org.chainsmith.core.error.SnapshotException IMAGE_MISSING or STORE_NOT_FOUND if there is no such file;
     *     otherwise as {@link Qcow2Allocation#read}
     */
    public static MappedImage read(Path path, ImageFormat format) {
        try (Place place = Place.of(path);
                ImageFile file = place.open()) {
            return format == ImageFormat.RAW ? raw(file) : qcow2(file);
        }
    }

    private static MappedImage raw(ImageFile file) {
        VirtualSize size = VirtualSize.ofLength(file.status().size());
        return new MappedImage(file.name(), ImageFormat.RAW, size, Allocations.of(ImageFormat.RAW, file));
    }

    private static MappedImage qcow2(ImageFile file) {
        Qcow2Header header = Qcow2Header.read(file);
        return new MappedImage(file.name(), ImageFormat.QCOW2, header.virtualSize(), Allocations.qcow2(file, header));
    }

    /** Passes all extents in ascending order; together they are the whole disk. */
    public void forEachExtent(ExtentVisitor visitor) {
        Runs data = new Runs(map.data().iterator());
        Runs zeros = new Runs(map.zeros().iterator());
        long size = virtualSize.bytes();
        long at = 0;
        while (at < size) {
            boolean isData = data.start <= zeros.start;
            Runs first = isData ? data : zeros;
            long start = Math.min(first.start, size);
            if (start > at) {
                visitor.visit(at, start - at, Kind.ABSENT);
            }
            if (start < size) {
                visitor.visit(start, first.length, isData ? Kind.DATA : Kind.ZERO);
            }
            at = start + first.length;
            first.next();
        }
    }

    /** The run that comes next, far behind every disk if there is none. */
    private static final class Runs {
        private final Iterator<Extent> extents;
        private long start;
        private long length;

        Runs(Iterator<Extent> extents) {
            this.extents = extents;
            next();
        }

        private void next() {
            Extent extent = extents.hasNext() ? extents.next() : null;
            start = extent == null ? Long.MAX_VALUE : extent.start();
            length = extent == null ? 0 : extent.length();
        }
    }
}
