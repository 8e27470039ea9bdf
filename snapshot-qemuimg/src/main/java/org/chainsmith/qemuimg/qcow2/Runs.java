package org.chainsmith.qemuimg.qcow2;

import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** Collects runs of data and zeros in ascending order, clipped to the virtual size, as many as memory is granted for. */
final class Runs implements Clusters {
    private final long size;
    private final int most;
    private final ExtentMap.Builder data = new ExtentMap.Builder();
    private final ExtentMap.Builder zeros = new ExtentMap.Builder();
    private long dataEnd = -1;
    private long zerosEnd = -1;
    private int count;

    Runs(long size, int most) {
        this.size = size;
        this.most = most;
    }

    @Override
    public void data(long start, long length) {
        if (start < size) {
            begin(start == dataEnd);
            dataEnd = start + length;
            data.add(start, Math.min(length, size - start));
        }
    }

    @Override
    public void zeros(long start, long length) {
        if (start < size) {
            begin(start == zerosEnd);
            zerosEnd = start + length;
            zeros.add(start, Math.min(length, size - start));
        }
    }

    private void begin(boolean continued) {
        if (!continued && ++count > most) {
            throw new SnapshotException(
                    ErrorCode.IMAGE_TOO_LARGE, "The image is in more than " + most + " pieces, too many to map");
        }
    }

    AllocationMap map() {
        return new AllocationMap(data.build(), zeros.build());
    }
}
