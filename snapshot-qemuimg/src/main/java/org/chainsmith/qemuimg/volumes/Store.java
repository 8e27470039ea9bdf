package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.ImageDirectory;
import org.chainsmith.qemuimg.storage.ImageFile;
import org.chainsmith.qemuimg.storage.TemporaryName;

/**
 * Where volumes are: their images, the records beside them, and Chainsmith's own files in a directory of the host. In a
 * volume directory all are together, Chainsmith's own in its sub-directory {@code .chainsmith}. Every change is one {@link
 * Effects effect}. Names are checked by those who know what they mean.
 */
public final class Store implements AutoCloseable {
    static final String STATE = ".chainsmith";
    private static final int STATE_MODE = 0755;

    private final ImageDirectory images;
    private final Directory records;
    private final Effects effects;
    private final String statePath;
    private final Reserve reserve = new Reserve(this);
    private Optional<Directory> state;

    private Store(
            ImageDirectory images, Directory records, Effects effects, String statePath, Optional<Directory> state) {
        this.images = images;
        this.records = records;
        this.effects = effects;
        this.statePath = statePath;
        this.state = state;
    }

    /**
     * Opens an existing directory; nothing is created.
     *
     * @throws SnapshotException STORE_NOT_FOUND; STORE_UNSAFE if it is no directory, or on a file system without locks
     */
    public static Store open(Path path, Effects effects) {
        requireNonNull(effects, "effects is null");
        MountTable.requireLocks(path);
        Directory directory = Directory.open(path);
        return new Store(directory, directory, effects, STATE, Optional.empty());
    }

    /**
     * Images that are in one place, while records and Chainsmith's own files are in an existing directory of the host.
     *
     * @throws SnapshotException as {@link #open(Path, Effects)}, for that directory; then the images are closed
     */
    public static Store open(ImageDirectory images, Path state, Effects effects) {
        requireNonNull(effects, "effects is null");
        try {
            MountTable.requireLocks(state);
            Directory own = Directory.open(state);
            return new Store(images, own, effects, state.toString(), Optional.of(own));
        } catch (SnapshotException e) {
            images.close();
            throw e;
        }
    }

    /** Whether every image can be removed, the first one of a volume too. */
    public boolean removesImages() {
        return images.removesImages();
    }

    /** The unit of the length of an image that QEMU is to read. */
    public int lengthUnit() {
        return images.lengthUnit();
    }

    public long freeBytes() {
        return images.freeBytes();
    }

    /** The names of all records, among others. */
    List<String> namesOfRecords() {
        return records.names();
    }

    /** The names of all images, among others. */
    List<String> namesOfImages() {
        return images.names();
    }

    /** The images of a volume, part of its chain or not. */
    public List<ImageName> images(VolumeId volume, VolumeLayout layout) {
        return namesOfImages().stream()
                .filter(name -> layout.isImage(volume, name))
                .map(ImageName::new)
                .toList();
    }

    /** What is there of a volume's images under temporary names. */
    public List<String> unfinished(VolumeId volume, VolumeLayout layout) {
        return namesOfImages().stream()
                .filter(name -> TemporaryName.finalName(name)
                        .filter(image -> layout.isImage(volume, image))
                        .isPresent())
                .toList();
    }

    public Optional<FileStatus> status(String name) {
        return images.status(name);
    }

    /** Opens an image for reading; see {@link ImageDirectory#openRegular}. */
    public ImageFile open(String name) {
        return images.openRegular(name);
    }

    public Optional<ImageFile> openExisting(String name) {
        return images.openExisting(name).map(file -> file);
    }

    /** Chainsmith's own sub-directory, if something was ever written there, by whatever process. */
    synchronized Optional<Directory> state() {
        if (state.isEmpty()) {
            state = records.status(STATE).map(there -> records.child(STATE));
        }
        return state;
    }

    /** Chainsmith's own sub-directory, made if need be. Not one of the effects: nobody can tell whether it is there. */
    synchronized Directory madeState() {
        if (state.isEmpty()) {
            state = Optional.of(records.createChild(STATE, STATE_MODE));
        }
        return state.get();
    }

    /** What Chainsmith's own files can take when nothing else is free. */
    Reserve reserve() {
        return reserve;
    }

    /** One of Chainsmith's own files, for messages. */
    String statePath(String name) {
        return statePath + "/" + name;
    }

    /** Makes an empty file with exactly this mode, open for writing. */
    public ImageFile createNew(String temporary, int mode) {
        return effect("create " + temporary, () -> images.createNew(temporary, mode));
    }

    /** Makes an empty file with the mode of another one, open for writing; see {@link ImageDirectory#createLike}. */
    public ImageFile createLike(String temporary, String model) {
        return effect("create " + temporary, () -> images.createLike(temporary, model));
    }

    /** Gives a file its final name, never replacing another one; durable on return. False if the name is taken. */
    public boolean linkInPlace(String temporary, String name) {
        boolean linked = effect("link " + name, () -> images.link(temporary, name));
        effect("sync directory after link of " + name, images::sync);
        return linked;
    }

    /** Removes names, one after the other; durable on return. */
    public void remove(List<String> names) {
        remove(images, names);
    }

    private void remove(ImageDirectory directory, List<String> names) {
        boolean removed = false;
        for (String name : names) {
            removed |= effect("unlink " + name, () -> directory.unlink(name));
        }
        if (removed) {
            effect("sync directory after unlink of " + names, directory::sync);
        }
    }

    /** Removes a name that nobody misses if it comes back after a power loss. */
    public void discard(String temporary) {
        if (images.status(temporary).isPresent()) {
            effect("unlink " + temporary, () -> images.unlink(temporary));
        }
    }

    /** Makes durable what was written to the file since it was opened, by whomever. */
    public void sync(ImageFile file) {
        effect("sync " + file.name(), file::sync);
    }

    Optional<PosixFile> openRecord(String name) {
        return records.openExisting(name);
    }

    Optional<FileStatus> statusOfRecord(String name) {
        return records.status(name);
    }

    /** Removes a record; durable on return. */
    void removeRecord(String name) {
        remove(records, List.of(name));
    }

    /** Replaces a record: a reader, also after a power loss, sees the old or the new one. */
    void replace(String name, byte[] content, int mode) {
        replace(records, name, content, mode);
    }

    /** {@link #replace} for one of Chainsmith's own files. */
    void replaceState(String name, byte[] content) {
        replace(madeState(), name, content, 0644);
    }

    private void replace(Directory directory, String name, byte[] content, int mode) {
        reserve.urgently(() -> replaced(directory, name, content, mode));
    }

    private String replaced(Directory directory, String name, byte[] content, int mode) {
        String temporary = TemporaryName.of(name);
        effect("unlink " + temporary, () -> directory.unlink(temporary));
        try (PosixFile file = effect("create " + temporary, () -> directory.createNew(temporary, mode))) {
            effect("write " + temporary, () -> file.write(0, ByteBuffer.wrap(content)));
            effect("sync " + temporary, file::sync);
            effect("rename to " + name, () -> directory.rename(temporary, name));
        } catch (SnapshotException e) {
            discardAfter(e, directory, temporary);
            throw e;
        }
        effect("sync directory after rename to " + name, directory::sync);
        return name;
    }

    private void discardAfter(SnapshotException cause, Directory directory, String temporary) {
        try {
            effect("unlink " + temporary, () -> directory.unlink(temporary));
        } catch (SnapshotException e) {
            cause.addSuppressed(e);
        }
    }

    /** Removes one of Chainsmith's own files; durable on return. */
    void removeState(String name) {
        state().ifPresent(directory -> {
            if (effect("unlink " + name, () -> directory.unlink(name))) {
                effect("sync directory after unlink of " + name, directory::sync);
            }
        });
    }

    public <T> T effect(String what, Supplier<T> act) {
        return effects.perform(what, act);
    }

    public void effect(String what, Runnable act) {
        effects.perform(what, act);
    }

    @Override
    public synchronized void close() {
        state.ifPresent(Directory::close);
        records.close();
        images.close();
    }
}
