package org.chainsmith.qemuimg.qcow2;

import java.util.BitSet;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** The feature bits of version 3 (QEMU docs/interop/qcow2). */
final class Qcow2Features {
    static final long DIRTY = 1;
    static final long CORRUPT = 1 << 1;
    static final long EXTERNAL_DATA_FILE = 1 << 2;
    static final long COMPRESSION_TYPE = 1 << 3;
    static final long EXTENDED_L2 = 1 << 4;
    private static final long KNOWN = DIRTY | CORRUPT | EXTERNAL_DATA_FILE | COMPRESSION_TYPE | EXTENDED_L2;

    static final long AUTOCLEAR_BITMAPS = 1;

    private static final int ZLIB = 0;
    private static final int ZSTD = 1;

    private Qcow2Features() {}

    /** Unknown incompatible features forbid any further interpretation. */
    static void requireKnown(long incompatible) {
        long unknown = incompatible & ~KNOWN;
        if (unknown != 0) {
            throw new SnapshotException(
                    ErrorCode.FEATURE_UNKNOWN,
                    "The image needs qcow2 features that are not known here: incompatible bits "
                            + BitSet.valueOf(new long[] {unknown}));
        }
    }

    /** The compression type and its feature bit stand together or not at all. */
    static void requireCompression(long incompatible, int type) {
        boolean announced = (incompatible & COMPRESSION_TYPE) != 0;
        if (announced != (type != ZLIB)) {
            throw Invalid.header("compression type " + type + (announced ? " with" : " without") + " its feature bit");
        }
        if (type != ZLIB && type != ZSTD) {
            throw new SnapshotException(
                    ErrorCode.FEATURE_UNKNOWN, "The image needs a compression that is not known here: type " + type);
        }
    }
}
