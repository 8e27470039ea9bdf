package org.chainsmith.app.config;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import java.time.Duration;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.merge.MergePlanner;
import org.chainsmith.core.snapshot.AdoptVolume;
import org.chainsmith.core.snapshot.CreateSnapshots;
import org.chainsmith.core.snapshot.CreateVolume;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.DeleteVolume;
import org.chainsmith.core.snapshot.RecoverVolumes;
import org.chainsmith.core.snapshot.RevertVolume;
import org.chainsmith.core.snapshot.VolumeOperations;
import org.chainsmith.core.snapshot.VolumeReader;

/** The use cases on a {@link SnapshotBackend}, which another module binds. */
public final class UseCasesModule extends AbstractModule {
    private final Duration lockWait;

    public UseCasesModule(Duration lockWait) {
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
    }

    @Provides
    VolumeReader volumeReader(SnapshotBackend backend) {
        return new VolumeReader(backend);
    }

    @Provides
    VolumeOperations volumeOperations(SnapshotBackend backend) {
        return new VolumeOperations(backend, lockWait);
    }

    @Provides
    CreateVolume createVolume(VolumeOperations operations) {
        return new CreateVolume(operations);
    }

    @Provides
    AdoptVolume adoptVolume(VolumeOperations operations) {
        return new AdoptVolume(operations);
    }

    @Provides
    DeleteVolume deleteVolume(VolumeOperations operations) {
        return new DeleteVolume(operations);
    }

    @Provides
    CreateSnapshots createSnapshots(VolumeOperations operations) {
        return new CreateSnapshots(operations);
    }

    @Provides
    DeleteSnapshots deleteSnapshots(VolumeOperations operations, SnapshotBackend backend) {
        return new DeleteSnapshots(operations, MergePlanner.offline(backend.features()));
    }

    @Provides
    RevertVolume revertVolume(VolumeOperations operations) {
        return new RevertVolume(operations);
    }

    @Provides
    RecoverVolumes recoverVolumes(SnapshotBackend backend) {
        return new RecoverVolumes(backend, lockWait);
    }
}
