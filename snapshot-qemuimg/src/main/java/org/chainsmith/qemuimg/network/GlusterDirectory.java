package org.chainsmith.qemuimg.network;

import com.sun.jna.Pointer;
import java.util.ArrayList;
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

/** A directory of a Gluster volume. Names in it are made durable by the servers: libgfapi has no call for that. */
final class GlusterDirectory implements ImageDirectory {
    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_EXCL = 0x80;
    private static final int NAME_AT = 19;
    private static final int SECTOR = 512;
    /** How often a name may come to mean another file just while it is being opened. */
    private static final int TRIES = 16;

    private final GlusterVolume volume;
    private final String path;

    private GlusterDirectory(GlusterVolume volume, String path) {
        this.volume = volume;
        this.path = path;
    }

    /**
     * A directory that exists.
     *
     * @param path from the root of the volume, for example {@code /images}, or empty for the root itself
     * @throws SnapshotException STORE_NOT_FOUND, STORE_UNSAFE if it is no directory
     */
    static GlusterDirectory open(GlusterVolume volume, String path) {
        GlusterDirectory directory = new GlusterDirectory(volume, path);
        FileStatus status = directory
                .statusOf(path + "/")
                .orElseThrow(() -> new SnapshotException(ErrorCode.STORE_NOT_FOUND, "No such directory: " + directory));
        if (status.type() != FileStatus.Type.DIRECTORY) {
            throw new SnapshotException(ErrorCode.STORE_UNSAFE, "Not a directory: " + directory);
        }
        return directory;
    }

    @Override
    public List<String> names() {
        long listing = Libgfapi.glfs_opendir(volume.handle(), Names.path(path + "/"));
        if (listing == 0) {
            throw Errno.error("list", toString());
        }
        try {
            List<String> names = new ArrayList<>();
            for (long entry = Libgfapi.glfs_readdir(listing); entry != 0; entry = Libgfapi.glfs_readdir(listing)) {
                String name = new Pointer(entry).getString(NAME_AT, "UTF-8");
                if (!name.equals(".") && !name.equals("..")) {
                    names.add(name);
                }
            }
            return names;
        } finally {
            Libgfapi.glfs_closedir(listing);
        }
    }

    @Override
    public Optional<FileStatus> status(String name) {
        return statusOf(pathOf(name));
    }

    private Optional<FileStatus> statusOf(String full) {
        return stat(full).map(Stat::status);
    }

    private Optional<byte[]> stat(String full) {
        byte[] stat = new byte[Stat.LENGTH];
        byte[] bytes = Names.path(full);
        if (Errno.call(() -> Libgfapi.glfs_lstat(volume.handle(), bytes, stat)) == 0) {
            return Optional.of(stat);
        }
        int errno = Errno.last();
        if (errno == Errno.ENOENT) {
            return Optional.empty();
        }
        throw Errno.error(errno, "look at", full);
    }

    @Override
    public ImageFile openRegular(String name) {
        return openExisting(name).orElseThrow(() -> missing(name));
    }

    @Override
    public Optional<GlusterFile> openExisting(String name) {
        for (int i = 0; i < TRIES; i++) {
            Optional<FileStatus> before = status(name);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            if (before.get().type() != FileStatus.Type.REGULAR) {
                throw new SnapshotException(
                        ErrorCode.IMAGE_NOT_REGULAR, "Not a regular file: " + ImageName.quoted(name));
            }
            Optional<GlusterFile> file = same(name, before.get());
            if (file.isPresent()) {
                return file;
            }
        }
        throw new SnapshotException(
                ErrorCode.IMAGE_IN_USE, "Replaced again and again while being opened: " + ImageName.quoted(name));
    }

    private Optional<GlusterFile> same(String name, FileStatus expected) {
        byte[] bytes = Names.path(pathOf(name));
        long handle = Libgfapi.glfs_open(volume.handle(), bytes, O_RDONLY);
        if (handle == 0) {
            int errno = Errno.last();
            if (errno == Errno.ENOENT) {
                return Optional.empty();
            }
            throw Errno.error(errno, "open", name);
        }
        GlusterFile file = new GlusterFile(handle, name);
        if (file.statusWhenOpened().sameFile(expected)) {
            return Optional.of(file);
        }
        file.close();
        return Optional.empty();
    }

    @Override
    public GlusterFile createNew(String name, int mode) {
        byte[] bytes = Names.path(pathOf(name));
        long handle = Libgfapi.glfs_creat(volume.handle(), bytes, O_RDWR | O_CREAT | O_EXCL, mode);
        if (handle == 0) {
            int errno = Errno.last();
            throw errno == Errno.EEXIST
                    ? new SnapshotException(
                            ErrorCode.IMAGE_EXISTS, "There is a file of this name already: " + ImageName.quoted(name))
                    : Errno.error(errno, "create", name);
        }
        GlusterFile file = new GlusterFile(handle, name);
        try {
            file.changePermissions(mode);
            return file;
        } catch (SnapshotException e) {
            file.close();
            Libgfapi.glfs_unlink(volume.handle(), bytes);
            throw e;
        }
    }

    @Override
    public ImageFile createLike(String name, String model) {
        byte[] stat = stat(pathOf(model)).orElseThrow(() -> missing(model));
        GlusterFile file = createNew(name, Stat.status(stat).permissions());
        try {
            file.giveTo(Stat.user(stat), Stat.group(stat));
            return file;
        } catch (SnapshotException e) {
            file.close();
            unlink(name);
            throw e;
        }
    }

    @Override
    public boolean link(String from, String to) {
        byte[] source = Names.path(pathOf(from));
        byte[] target = Names.path(pathOf(to));
        if (Errno.call(() -> Libgfapi.glfs_link(volume.handle(), source, target)) == 0) {
            return true;
        }
        int errno = Errno.last();
        return switch (errno) {
            case Errno.EEXIST -> sameFile(from, to);
            case Errno.ENOENT -> throw missing(from);
            default -> throw Errno.error(errno, "link as " + ImageName.quoted(to) + " the file", from);
        };
    }

    private boolean sameFile(String one, String other) {
        Optional<FileStatus> there = status(other);
        return status(one)
                .filter(here -> there.filter(here::sameFile).isPresent())
                .isPresent();
    }

    @Override
    public boolean unlink(String name) {
        byte[] bytes = Names.path(pathOf(name));
        if (Errno.call(() -> Libgfapi.glfs_unlink(volume.handle(), bytes)) == 0) {
            return true;
        }
        int errno = Errno.last();
        if (errno == Errno.ENOENT) {
            return false;
        }
        throw Errno.error(errno, "remove", name);
    }

    @Override
    public void sync() {}

    @Override
    public long freeBytes() {
        byte[] statvfs = new byte[Stat.LENGTH];
        byte[] bytes = Names.path(path + "/");
        Errno.checked(
                () -> Libgfapi.glfs_statvfs(volume.handle(), bytes, statvfs), "ask for the free space of", toString());
        return Stat.freeBytes(statvfs);
    }

    /** What is behind the last whole sector of a file QEMU does not read there. */
    @Override
    public int lengthUnit() {
        return SECTOR;
    }

    /** The connection stays, for others. */
    @Override
    public void close() {}

    private String pathOf(String name) {
        Names.component(name);
        return path + "/" + name;
    }

    private static SnapshotException missing(String name) {
        return new SnapshotException(ErrorCode.IMAGE_MISSING, "No such file: " + ImageName.quoted(name));
    }

    @Override
    public String toString() {
        return "gluster " + volume + path + "/";
    }
}
