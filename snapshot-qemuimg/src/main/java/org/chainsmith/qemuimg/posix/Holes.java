package org.chainsmith.qemuimg.posix;

import java.util.Optional;
import org.chainsmith.core.chain.ExtentMap;

/** Data and holes of a sparse file. */
public final class Holes {
    /** What memory is granted for: a guest that discards every other page of a raw disk must not exhaust it. */
    public static final int MOST_RUNS = 2 << 20;

    /** Where data or a hole begins, at a position or behind it; negative with an error number if nowhere. */
    @FunctionalInterface
    public interface Seek {
        long to(long position, int whence);
    }

    private Holes() {}

    static Optional<ExtentMap> data(int fd, long size, String name) {
        return data((position, whence) -> Errno.call(() -> Libc.lseek(fd, position, whence)), size, name);
    }

    /** The data of a file of this size; empty if they are in too many pieces, or if nobody tells. */
    public static Optional<ExtentMap> data(Seek seek, long size, String name) {
        ExtentMap.Builder data = new ExtentMap.Builder();
        long position = 0;
        for (int runs = 0; position < size; runs++) {
            long start = seek.to(position, Libc.SEEK_DATA);
            if (start < 0) {
                int errno = Errno.last();
                if (errno == Errno.EINVAL || errno == Errno.EOPNOTSUPP) {
                    return Optional.empty();
                }
                if (errno == Errno.ENXIO) {
                    break;
                }
                throw Errno.error(errno, "look for data in", name);
            }
            if (runs == MOST_RUNS) {
                return Optional.empty();
            }
            position = end(seek, start, name);
            data.add(start, position - start);
        }
        return Optional.of(data.build().below(size));
    }

    /** Where the data that starts here ends; the file may have become shorter meanwhile, then it is one byte. */
    private static long end(Seek seek, long start, String name) {
        long end = seek.to(start, Libc.SEEK_HOLE);
        if (end < 0 && Errno.last() != Errno.ENXIO) {
            throw Errno.error("look for holes in", name);
        }
        return Math.max(end, start + 1);
    }
}
