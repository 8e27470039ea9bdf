package org.chainsmith.qemuimg;

import java.nio.file.Path;
import java.util.Set;
import org.chainsmith.core.backend.ConsistencyRecords;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.backend.ImageNames;
import org.chainsmith.core.backend.OfflineImages;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.operation.OperationLog;
import org.chainsmith.qemuimg.volumes.FileOperationLog;
import org.chainsmith.qemuimg.volumes.FileVolumeLocks;
import org.chainsmith.qemuimg.volumes.Store;
import org.chainsmith.qemuimg.volumes.VolumeConsistency;
import org.chainsmith.qemuimg.volumes.VolumeLayout;
import org.chainsmith.qemuimg.volumes.VolumeLedgers;

/** Volumes that are image files in a directory, laid out as Cinder's remotefs drivers do; worked on with qemu-img. */
public final class QemuImgBackend implements SnapshotBackend, AutoCloseable {
    private final Store store;
    private final VolumeLayout layout = new VolumeLayout();
    private final FileImageInspector inspector;
    private final QemuImgImages images;
    private final VolumeLedgers ledgers;
    private final FileVolumeLocks locks;
    private final FileOperationLog log;
    private final VolumeConsistency consistency;

    private QemuImgBackend(Store store, QemuImgConfig config) {
        this.store = store;
        this.inspector = new FileImageInspector(store, layout, config);
        this.images = new QemuImgImages(store, layout, inspector, config);
        this.ledgers = new VolumeLedgers(store, layout);
        this.locks = new FileVolumeLocks(store, layout);
        this.log = new FileOperationLog(store, layout);
        this.consistency = new VolumeConsistency(store, layout);
    }

    /**
     * Opens an existing directory. Creates nothing and starts no process.
     *
     * @throws org.chainsmith.core.error.SnapshotException STORE_NOT_FOUND, STORE_UNSAFE
     */
    public static QemuImgBackend open(Path store, QemuImgConfig config, Effects effects) {
        return new QemuImgBackend(Store.open(store, effects), config);
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.OFFLINE_COMMIT, Feature.OFFLINE_PULL);
    }

    @Override
    public ImageNames names() {
        return layout;
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
