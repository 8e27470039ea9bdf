package org.chainsmith.qemuimg;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.chainsmith.core.backend.ConsistencyRecords;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.backend.ImageNames;
import org.chainsmith.core.backend.OfflineImages;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.operation.OperationLog;
import org.chainsmith.qemuimg.network.NetworkStorage;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.volumes.CinderLayout;
import org.chainsmith.qemuimg.volumes.DiskLayout;
import org.chainsmith.qemuimg.volumes.FileOperationLog;
import org.chainsmith.qemuimg.volumes.FileVolumeLocks;
import org.chainsmith.qemuimg.volumes.ProvidedNames;
import org.chainsmith.qemuimg.volumes.Store;
import org.chainsmith.qemuimg.volumes.VolumeConsistency;
import org.chainsmith.qemuimg.volumes.VolumeLayout;
import org.chainsmith.qemuimg.volumes.VolumeLedgers;

/**
 * Volumes that are image files in a directory, worked on with qemu-img: those of a volume service, laid out as Cinder's
 * remotefs drivers do, or a single disk.
 */
public final class QemuImgBackend implements SnapshotBackend, AutoCloseable {
    private final Store store;
    private final VolumeLayout layout;
    private final FileImageInspector inspector;
    private final QemuImgImages images;
    private final SnapshotLedgers ledgers;
    private final FileVolumeLocks locks;
    private final FileOperationLog log;
    private final ConsistencyRecords consistency;

    private QemuImgBackend(
            Store store,
            VolumeLayout layout,
            ImageAddresses addresses,
            SnapshotLedgers ledgers,
            ConsistencyRecords consistency,
            QemuImgConfig config) {
        this.store = store;
        this.layout = layout;
        this.ledgers = ledgers;
        this.consistency = consistency;
        this.inspector = new FileImageInspector(store, layout, addresses, config);
        this.images = new QemuImgImages(store, layout, addresses, inspector, config);
        this.locks = new FileVolumeLocks(store, layout);
        this.log = new FileOperationLog(store, layout);
    }

    /**
     * Opens an existing directory. Creates nothing and starts no process.
     *
     * @throws org.chainsmith.core.error.SnapshotException STORE_NOT_FOUND, STORE_UNSAFE
     */
    public static QemuImgBackend open(Path store, QemuImgConfig config, Effects effects) {
        Store opened = Store.open(store, effects);
        CinderLayout layout = new CinderLayout();
        return new QemuImgBackend(
                opened,
                layout,
                new HostAddresses(store),
                new VolumeLedgers(opened, layout),
                new VolumeConsistency(opened, layout),
                config);
    }

    /**
     * Opens the directory of a disk that no volume service made; what is on record about it is kept elsewhere.
     *
     * @param state an existing directory for the logs and locks of all such disks
     * @throws org.chainsmith.core.error.SnapshotException as {@link #open}
     */
    public static QemuImgBackend ofDisk(
            Path directory,
            Path state,
            DiskLayout layout,
            SnapshotLedgers ledgers,
            ConsistencyRecords consistency,
            QemuImgConfig config,
            Effects effects) {
        Store opened = Store.open(Directory.open(directory), state, effects);
        return new QemuImgBackend(opened, layout, new HostAddresses(directory), ledgers, consistency, config);
    }

    /**
     * {@link #open} for volumes of which the images are on network storage: beside the given one, which need not exist.
     * What is on record about them is in the directory of the state.
     *
     * @throws org.chainsmith.core.error.SnapshotException as {@link #ofNetworkDisk}
     */
    public static QemuImgBackend open(
            NetworkStorage storage, NetworkLocation image, Path state, QemuImgConfig config, Effects effects) {
        CinderLayout layout = new CinderLayout();
        Store opened = Store.open(storage.open(image, overlays(layout)), state, effects);
        return new QemuImgBackend(
                opened,
                layout,
                new NetworkAddresses(image),
                new VolumeLedgers(opened, layout),
                new VolumeConsistency(opened, layout),
                config);
    }

    /**
     * {@link #ofDisk} for a disk of which the images are on network storage: beside the given one, which need not exist.
     * No server locks images: only the volume's lock, in the directory of the state, keeps others out.
     *
     * @throws org.chainsmith.core.error.SnapshotException STORE_NOT_FOUND, TOOL_MISSING without the library for the
     *     protocol, STORE_UNREACHABLE without an answer of the server
     */
    public static QemuImgBackend ofNetworkDisk(
            NetworkStorage storage,
            NetworkLocation image,
            Path state,
            DiskLayout layout,
            SnapshotLedgers ledgers,
            ConsistencyRecords consistency,
            QemuImgConfig config,
            Effects effects) {
        Store opened = Store.open(storage.open(image, overlays(layout)), state, effects);
        return new QemuImgBackend(opened, layout, new NetworkAddresses(image), ledgers, consistency, config);
    }

    private static Predicate<String> overlays(VolumeLayout layout) {
        return name -> layout.isOverlay(new ImageName(name));
    }

    @Override
    public Set<Feature> features() {
        return store.removesImages()
                ? Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL)
                : Set.of(Feature.OFFLINE_COMMIT);
    }

    @Override
    public ImageNames names() {
        return store.removesImages() ? layout : new ProvidedNames(layout);
    }

    @Override
    public ImageInspector inspector() {
        return inspector;
    }

    @Override
    public OfflineImages images() {
        return images;
    }

    @Override
    public SnapshotLedgers ledgers() {
        return ledgers;
    }

    @Override
    public VolumeLocks locks() {
        return locks;
    }

    @Override
    public OperationLog log() {
        return log;
    }

    @Override
    public ConsistencyRecords consistency() {
        return consistency;
    }

    @Override
    public void close() {
        store.close();
    }
}
