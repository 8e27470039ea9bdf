package org.chainsmith.qemuimg.network;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Errno;
import org.chainsmith.qemuimg.posix.Names;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.ImageDirectory;
import org.chainsmith.qemuimg.storage.ImageFile;

/** A directory of a {@link FileServer}. Names in it are made durable by the server, before it answers. */
final class ServerDirectory implements ImageDirectory {
    private static final int SECTOR = 512;
    /** How often a name may come to mean another file just while it is being opened. */
    private static final int TRIES = 16;

    private final FileServer server;
    private final String path;

    private ServerDirectory(FileServer server, String path) {
        this.server = server;
        this.path = path;
    }

    /**
     * A directory that exists. The server is released when the directory is closed, or not opened.
     *
     * @param path as the server has it, for example {@code /images}, or empty for its root
     * @throws SnapshotException STORE_NOT_FOUND, STORE_UNSAFE if it is no directory
     */
    static ServerDirectory open(FileServer server, String path) {
        ServerDirectory directory = new ServerDirectory(server, path);
        try {
            directory.requireDirectory();
            return directory;
        } catch (SnapshotException e) {
            server.release();
            throw e;
        }
    }

    private void requireDirectory() {
        FileStatus status = attributes(path + "/")
                .map(Attributes::status)
                .orElseThrow(() -> new SnapshotException(ErrorCode.STORE_NOT_FOUND, "No such directory: " + this));
        if (status.type() != FileStatus.Type.DIRECTORY) {
            throw new SnapshotException(ErrorCode.STORE_UNSAFE, "Not a directory: " + this);
        }
    }

    @Override
    public List<String> names() {
        try {
            return server.list(path + "/");
        } catch (CallFailed e) {
            throw e.unexpected("list", toString());
        }
    }

    @Override
    public Optional<FileStatus> status(String name) {
        return attributes(pathOf(name)).map(Attributes::status);
    }

    private Optional<Attributes> attributes(String full) {
        try {
            return Optional.of(server.look(full));
        } catch (CallFailed e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e.unexpected("look at", full);
        }
    }

    @Override
    public ImageFile openRegular(String name) {
        return openExisting(name).orElseThrow(() -> missing(name));
    }

    @Override
    public Optional<ServerFile> openExisting(String name) {
        for (int i = 0; i < TRIES; i++) {
            Optional<FileStatus> before = status(name);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            if (before.get().type() != FileStatus.Type.REGULAR) {
                throw new SnapshotException(
                        ErrorCode.IMAGE_NOT_REGULAR, "Not a regular file: " + ImageName.quoted(name));
            }
            Optional<ServerFile> file = ServerFile.open(server, pathOf(name), name, before.get());
            if (file.isPresent()) {
                return file;
            }
        }
        throw new SnapshotException(
                ErrorCode.IMAGE_IN_USE, "Replaced again and again while being opened: " + ImageName.quoted(name));
    }

    @Override
    public ServerFile createNew(String name, int mode) {
        ServerFile file = ServerFile.create(server, pathOf(name), name, mode);
        try {
            file.changePermissions(mode);
            return file;
        } catch (SnapshotException e) {
            throw removed(file, e);
        }
    }

    private SnapshotException removed(ServerFile file, SnapshotException cause) {
        file.close();
        try {
            unlink(file.name());
        } catch (SnapshotException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    @Override
    public ImageFile createLike(String name, String model) {
        Attributes like = attributes(pathOf(model)).orElseThrow(() -> missing(model));
        ServerFile file = createNew(name, like.status().permissions());
        try {
            file.giveTo(like);
            return file;
        } catch (SnapshotException e) {
            throw removed(file, e);
        }
    }

    @Override
    public boolean link(String from, String to) {
        try {
            server.link(pathOf(from), pathOf(to));
            return true;
        } catch (CallFailed e) {
            return switch (e.errno()) {
                case Errno.EEXIST -> sameFile(from, to);
                case Errno.ENOENT -> throw missing(from);
                default -> throw e.unexpected("link as " + ImageName.quoted(to) + " the file", from);
            };
        }
    }

    private boolean sameFile(String one, String other) {
        Optional<FileStatus> there = status(other);
        return status(one)
                .filter(here -> there.filter(here::sameFile).isPresent())
                .isPresent();
    }

    @Override
    public boolean unlink(String name) {
        try {
            server.unlink(pathOf(name));
            return true;
        } catch (CallFailed e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            if (e.errno() == Errno.EBUSY) {
                throw new SnapshotException(
                                ErrorCode.IMAGE_IN_USE, "Somebody still has " + ImageName.quoted(name) + " open.")
                        .hint("Wait half a minute: so long a client counts as one after it died.");
            }
            throw e.unexpected("remove", name);
        }
    }

    @Override
    public void sync() {}

    @Override
    public long freeBytes() {
        try {
            return server.freeBytes(path + "/");
        } catch (CallFailed e) {
            throw e.unexpected("ask for the free space of", toString());
        }
    }

    /** What is behind the last whole sector of a file QEMU does not read there. */
    @Override
    public int lengthUnit() {
        return SECTOR;
    }

    @Override
    public void close() {
        server.release();
    }

    private String pathOf(String name) {
        Names.component(name);
        return path + "/" + name;
    }

    private static SnapshotException missing(String name) {
        return new SnapshotException(ErrorCode.IMAGE_MISSING, "No such file: " + ImageName.quoted(name));
    }

    @Override
    public String toString() {
        return server + path + "/";
    }
}
