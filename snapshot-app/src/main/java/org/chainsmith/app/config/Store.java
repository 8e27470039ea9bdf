package org.chainsmith.app.config;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import java.time.Duration;
import java.util.List;
import org.chainsmith.core.backend.ConsistencyRecords;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.AdoptVolume;
import org.chainsmith.core.snapshot.CreateSnapshots;
import org.chainsmith.core.snapshot.CreateVolume;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.DeleteVolume;
import org.chainsmith.core.snapshot.RecoverVolumes;
import org.chainsmith.core.snapshot.RevertVolume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeReader;

/** An open store and the use cases on it. */
public final class Store implements AutoCloseable {
    private final Injector injector;
    private final SnapshotBackend backend;

    private Store(Injector injector) {
        this.injector = injector;
        this.backend = injector.getInstance(SnapshotBackend.class);
    }

    /**
     * Opens the store whose {@link SnapshotBackend} the module binds.
     *
     * @param lockWait how long an operation waits for another one on the same volume
     */
    public static Store open(Module backend, Duration lockWait) {
        try {
            return new Store(Guice.createInjector(Stage.DEVELOPMENT, backend, new UseCasesModule(lockWait)));
        } catch (CreationException | ProvisionException e) {
            throw e.getCause() instanceof SnapshotException cause ? cause : e;
        }
    }

    /** The ids of all volumes, in the order of their names. */
    public List<VolumeId> volumes() {
        return backend.ledgers().volumes().stream().sorted().toList();
    }

    public VolumeReader reader() {
        return injector.getInstance(VolumeReader.class);
    }

    public ConsistencyRecords consistency() {
        return backend.consistency();
    }

    public CreateVolume createVolume() {
        return injector.getInstance(CreateVolume.class);
    }

    public AdoptVolume adoptVolume() {
        return injector.getInstance(AdoptVolume.class);
    }

    public DeleteVolume deleteVolume() {
        return injector.getInstance(DeleteVolume.class);
    }

    public CreateSnapshots createSnapshots() {
        return injector.getInstance(CreateSnapshots.class);
    }

    public DeleteSnapshots deleteSnapshots() {
        return injector.getInstance(DeleteSnapshots.class);
    }

    public RevertVolume revertVolume() {
        return injector.getInstance(RevertVolume.class);
    }

    public RecoverVolumes recoverVolumes() {
        return injector.getInstance(RecoverVolumes.class);
    }

    @Override
    public void close() {
        if (backend instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new SnapshotException(ErrorCode.IO_ERROR, "The store could not be closed: " + e.getMessage(), e);
            }
        }
    }
}
