package org.chainsmith.qemuimg.network;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Errno;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.ImageFile;

/** An open file of a file server: reads and writes that are whole, and failures that name it. */
final class ServerFile implements ImageFile {
    private static final int CHUNK = 128 << 10;

    private final FileServer.OpenFile file;
    private final String name;
    private final FileStatus opened;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over the open file. */
    ServerFile(FileServer.OpenFile file, String name) {
        this.file = file;
        this.name = name;
        try {
            this.opened = status();
        } catch (SnapshotException e) {
            file.close();
            throw e;
        }
    }

    /** Opens a file for reading, if it is still the expected one; empty if it is gone or another one. */
    static Optional<ServerFile> open(FileServer server, String path, String name, FileStatus expected) {
        ServerFile file;
        try {
            file = new ServerFile(server.open(path), name);
        } catch (CallFailed e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e.unexpected("open", name);
        }
        if (file.opened.sameFile(expected)) {
            return Optional.of(file);
        }
        file.close();
        return Optional.empty();
    }

    /** Creates a file that is open for reading and writing; IMAGE_EXISTS if there is anything of that name. */
    static ServerFile create(FileServer server, String path, String name, int mode) {
        try {
            return new ServerFile(server.create(path, mode), name);
        } catch (CallFailed e) {
            throw e.errno() == Errno.EEXIST
                    ? new SnapshotException(
                            ErrorCode.IMAGE_EXISTS, "There is a file of this name already: " + ImageName.quoted(name))
                    : e.unexpected("create", name);
        }
    }

    private interface Call<T> {
        T make(FileServer.OpenFile file) throws CallFailed;
    }

    private interface Change {
        void make(FileServer.OpenFile file) throws CallFailed;
    }

    private <T> T ask(String tried, Call<T> call) {
        if (closed.get()) {
            throw new IllegalStateException("closed: " + name);
        }
        try {
            return call.make(file);
        } catch (CallFailed e) {
            throw e.unexpected(tried, name);
        }
    }

    private void tell(String tried, Change change) {
        ask(tried, there -> {
            change.make(there);
            return name;
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FileStatus status() {
        return ask("look at", FileServer.OpenFile::look).status();
    }

    @Override
    public FileStatus statusWhenOpened() {
        return opened;
    }

    @Override
    public int read(long position, ByteBuffer into) {
        int start = into.position();
        byte[] chunk = new byte[Math.min(into.remaining(), CHUNK)];
        while (into.hasRemaining()) {
            int wanted = Math.min(into.remaining(), chunk.length);
            long at = position + into.position() - start;
            int count = ask("read", there -> there.read(at, chunk, wanted));
            if (count == 0) {
                break;
            }
            into.put(chunk, 0, count);
        }
        return into.position() - start;
    }

    @Override
    public void write(long position, ByteBuffer from) {
        int start = from.position();
        while (from.hasRemaining()) {
            byte[] chunk = new byte[Math.min(from.remaining(), CHUNK)];
            from.get(from.position(), chunk);
            long at = position + from.position() - start;
            int count = ask("write", there -> there.write(at, chunk));
            if (count == 0) {
                throw new SnapshotException(ErrorCode.IO_ERROR, "Could not write " + name + ": nothing was accepted");
            }
            from.position(from.position() + count);
        }
    }

    @Override
    public void truncate(long length) {
        tell("set the length of", there -> there.truncate(length));
    }

    @Override
    public void sync() {
        tell("flush", FileServer.OpenFile::sync);
    }

    /** QEMU takes no locks on servers; some know their clients. */
    @Override
    public boolean lockedByOthers(long from, long length) {
        return ask("look for users of", FileServer.OpenFile::hasOtherWriters);
    }

    @Override
    public Optional<ExtentMap> dataExtents() {
        long size = status().size();
        return ask("look for data in", there -> there.data(size, name));
    }

    /** Sets exactly this mode, whatever the umask. */
    void changePermissions(int mode) {
        tell("change the permissions of", there -> there.changeMode(mode));
    }

    /** Changes the owner, as far as this user may: only root can give files away. */
    void giveTo(Attributes owner) {
        tell("change the owner of", there -> {
            try {
                there.changeOwner(owner.user(), owner.group());
            } catch (CallFailed e) {
                if (e.errno() != Errno.EPERM) {
                    throw e;
                }
            }
        });
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            file.close();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
