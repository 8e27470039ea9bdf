package org.chainsmith.qemuimg.network;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.ImageDirectory;
import org.chainsmith.qemuimg.storage.ImageFile;

/**
 * The exports of an NBD server, which nobody can make or remove from here. An export for an overlay is there, as an image,
 * when it begins with something else than zeros: an overlay is written into one from behind, its first cluster last, and
 * removed from it by zeroing that cluster. New images are put together in memory.
 */
final class NbdDirectory implements ImageDirectory {
    private static final int SECTOR = 512;

    private final NbdServer server;
    private final String prefix;
    private final Predicate<String> overlays;
    private final Map<String, StagedFile> staged = new HashMap<>();

    /**
     * The exports with this prefix.
     *
     * @param overlays tells from its name whether an export is for an overlay
     */
    NbdDirectory(NbdServer server, String prefix, Predicate<String> overlays) {
        this.server = server;
        this.prefix = prefix;
        this.overlays = overlays;
    }

    /** Looks into the exports for overlays, and into no other. */
    @Override
    public List<String> names() {
        return server.ask(NbdConnection::exports).stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .filter(name -> !overlays.test(name) || status(name).isPresent())
                .toList();
    }

    @Override
    public Optional<FileStatus> status(String name) {
        Optional<ImageFile> file = openExisting(name);
        file.ifPresent(ImageFile::close);
        return file.map(ImageFile::statusWhenOpened);
    }

    @Override
    public ImageFile openRegular(String name) {
        return openExisting(name)
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.IMAGE_MISSING, "There is no image in an export " + ImageName.quoted(prefix + name)));
    }

    @Override
    public Optional<ImageFile> openExisting(String name) {
        StagedFile inMemory = staged.get(name);
        if (inMemory != null) {
            return Optional.of(inMemory);
        }
        Optional<NbdFile> export = server.open(prefix + name, name);
        if (export.isPresent() && overlays.test(name) && isFree(export.get())) {
            export.get().close();
            return Optional.empty();
        }
        return export.map(file -> file);
    }

    private static boolean isFree(NbdFile file) {
        try {
            ByteBuffer start = ByteBuffer.allocate(SECTOR);
            file.read(0, start);
            return start.flip().equals(ByteBuffer.allocate(start.limit()));
        } catch (SnapshotException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public ImageFile createNew(String name, int mode) {
        StagedFile file = new StagedFile(name);
        if (staged.putIfAbsent(name, file) != null) {
            throw new SnapshotException(
                    ErrorCode.IMAGE_EXISTS, "There is a new image of this name already: " + ImageName.quoted(name));
        }
        return file;
    }

    /** Exports have neither mode nor owner. */
    @Override
    public ImageFile createLike(String name, String model) {
        return createNew(name, 0);
    }

    @Override
    public boolean link(String from, String to) {
        StagedFile image = Optional.ofNullable(staged.get(from))
                .orElseThrow(() ->
                        new SnapshotException(ErrorCode.IMAGE_MISSING, "No such new image: " + ImageName.quoted(from)));
        try (NbdFile export = server.open(prefix + to, to).orElseThrow(() -> noExport(to))) {
            if (!isFree(export)) {
                return false;
            }
            requireRoom(image, export);
            writeFromBehind(image, export);
            return true;
        }
    }

    private void writeFromBehind(StagedFile image, NbdFile export) {
        image.clusters().forEach((position, cluster) -> {
            if (position > 0) {
                export.write(position, ByteBuffer.wrap(cluster));
            }
        });
        zeroTheRest(image, export);
        export.sync();
        export.write(0, ByteBuffer.wrap(image.clusters().getOrDefault(0L, new byte[StagedFile.CLUSTER])));
        export.sync();
    }

    /** An export that was used before may hold anything where a new image has zeros. */
    private static void zeroTheRest(StagedFile image, NbdFile export) {
        long end = image.status().size();
        for (long position = StagedFile.CLUSTER; position < end; position += StagedFile.CLUSTER) {
            if (!image.clusters().containsKey(position)) {
                export.write(position, ByteBuffer.allocate(StagedFile.CLUSTER));
            }
        }
    }

    /** An export does not grow: all that the guest may write has to find room, and the tables that map it. */
    private void requireRoom(StagedFile image, NbdFile export) {
        long virtual = Qcow2Header.read(image).virtualSize().bytes();
        long tables = virtual / 4096 + image.status().size() + (1 << 20);
        if (export.status().size() < virtual + tables) {
            throw new SnapshotException(
                            ErrorCode.INSUFFICIENT_SPACE,
                            "The export " + prefix + export.name() + " has "
                                    + export.status().size() + " bytes; an overlay for " + virtual + " bytes needs "
                                    + (virtual + tables) + ". Nothing was changed.")
                    .hint("Let the server offer a larger one under this name.");
        }
    }

    private SnapshotException noExport(String name) {
        return new SnapshotException(
                        ErrorCode.IMAGE_MISSING,
                        "The server has no export " + ImageName.quoted(prefix + name)
                                + " to put the new image into. Nothing was changed.")
                .hint("Over NBD nobody can make one: let the server offer an empty one under this name first.");
    }

    /** The export with a volume's first image stays. */
    @Override
    public boolean removesImages() {
        return false;
    }

    @Override
    public boolean unlink(String name) {
        if (staged.remove(name) != null) {
            return true;
        }
        if (!overlays.test(name)) {
            throw new SnapshotException(
                    ErrorCode.NOT_SUPPORTED, "The export " + prefix + name + " cannot be removed over NBD.");
        }
        Optional<ImageFile> there = openExisting(name);
        if (there.isEmpty()) {
            return false;
        }
        try (ImageFile export = there.get()) {
            export.write(0, ByteBuffer.allocate(StagedFile.CLUSTER));
            export.sync();
        }
        return true;
    }

    @Override
    public void sync() {
        // Every change was flushed when it was made.
    }

    /** Nothing is taken from the server: its exports have the lengths that they have. */
    @Override
    public long freeBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public int lengthUnit() {
        return SECTOR;
    }

    @Override
    public void close() {
        staged.clear();
    }

    @Override
    public String toString() {
        return "nbd exports " + prefix;
    }
}
