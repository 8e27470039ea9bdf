package org.chainsmith.qemuimg.network;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.ImageFile;

/** A new image that is in memory yet: a few clusters that are not zero. */
final class StagedFile implements ImageFile {
    static final int CLUSTER = 64 << 10;

    private final String name;
    private final Map<Long, byte[]> clusters = new TreeMap<>();
    private long length;

    StagedFile(String name) {
        this.name = name;
    }

    /** What is not zero, in ascending order, by position. */
    Map<Long, byte[]> clusters() {
        return clusters;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FileStatus status() {
        return new FileStatus(FileStatus.Type.REGULAR, length, (long) clusters.size() * CLUSTER, 0, 0, 0600, 1);
    }

    @Override
    public FileStatus statusWhenOpened() {
        return status();
    }

    @Override
    public int read(long position, ByteBuffer into) {
        int start = into.position();
        for (long at = position; into.hasRemaining() && at < length; at++) {
            byte[] cluster = clusters.get(at / CLUSTER * CLUSTER);
            into.put(cluster == null ? 0 : cluster[(int) (at % CLUSTER)]);
        }
        return into.position() - start;
    }

    @Override
    public void write(long position, ByteBuffer from) {
        for (long at = position; from.hasRemaining(); at++) {
            clusters.computeIfAbsent(at / CLUSTER * CLUSTER, start -> new byte[CLUSTER])[(int) (at % CLUSTER)] =
                    from.get();
            length = Math.max(length, at + 1);
        }
    }

    @Override
    public void truncate(long newLength) {
        length = newLength;
    }

    @Override
    public void sync() {
        // It becomes durable when it gets its place.
    }

    @Override
    public boolean lockedByOthers(long from, long range) {
        return false;
    }

    @Override
    public Optional<ExtentMap> dataExtents() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // Others may open it again.
    }
}
