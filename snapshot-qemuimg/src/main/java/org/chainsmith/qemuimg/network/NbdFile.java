package org.chainsmith.qemuimg.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.ImageFile;

/** An export of an NBD server, in use. Its length never changes, and all of it counts as data. */
final class NbdFile implements ImageFile {
    private static final int MOST_AT_ONCE = 1 << 20;
    private static final int MODE = 0600;

    private final NbdConnection connection;
    private final NbdConnection.Export export;
    private final String name;

    /** Takes over the connection. */
    NbdFile(NbdConnection connection, NbdConnection.Export export, String name) {
        this.connection = connection;
        this.export = export;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    /** No two exports of a server have one name, so that the name is what there is of an identity. */
    @Override
    public FileStatus status() {
        UUID identity = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return new FileStatus(
                FileStatus.Type.REGULAR,
                export.size(),
                export.size(),
                identity.getMostSignificantBits(),
                identity.getLeastSignificantBits(),
                MODE,
                1);
    }

    @Override
    public FileStatus statusWhenOpened() {
        return status();
    }

    @Override
    public synchronized int read(long position, ByteBuffer into) {
        int start = into.position();
        long at = position;
        while (into.hasRemaining() && at < export.size()) {
            long from = at / export.blockSize() * export.blockSize();
            long wanted = Math.min(at + into.remaining(), export.size());
            long to = Math.min(
                    (wanted + export.blockSize() - 1) / export.blockSize() * export.blockSize(), from + MOST_AT_ONCE);
            byte[] data = readWhole(from, (int) (Math.min(to, export.size()) - from));
            int skipped = (int) (at - from);
            int count = Math.min(into.remaining(), data.length - skipped);
            into.put(data, skipped, count);
            at += count;
        }
        return into.position() - start;
    }

    private byte[] readWhole(long from, int length) {
        try {
            return connection.read(from, length);
        } catch (IOException e) {
            throw NbdServer.failed("read", name, e);
        }
    }

    /** Position and length are multiples of the server's block size. */
    @Override
    public synchronized void write(long position, ByteBuffer from) {
        byte[] data = new byte[from.remaining()];
        from.get(data);
        try {
            connection.write(position, data);
        } catch (IOException e) {
            throw NbdServer.failed("write", name, e);
        }
    }

    @Override
    public void truncate(long length) {
        throw new SnapshotException(
                ErrorCode.NOT_SUPPORTED, "The export " + name + " has the length that its server gave it.");
    }

    @Override
    public synchronized void sync() {
        try {
            connection.flush(export);
        } catch (IOException e) {
            throw NbdServer.failed("flush", name, e);
        }
    }

    /** The protocol has no locks. */
    @Override
    public boolean lockedByOthers(long from, long length) {
        return false;
    }

    @Override
    public Optional<ExtentMap> dataExtents() {
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
