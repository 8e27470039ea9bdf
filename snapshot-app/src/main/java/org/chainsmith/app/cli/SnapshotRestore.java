package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.chainsmith.app.answer.VolumeReverted;
import org.chainsmith.core.snapshot.RevertVolume.NewerSnapshots;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chainsmith snapshot restore} */
@Command(
        name = "restore",
        description = "Restore a volume to its newest snapshot; what was written since is discarded.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith snapshot restore --store /srv/volumes VOLUME SNAPSHOT",
            "      like: virsh snapshot-revert DOMAIN SNAPSHOT; openstack volume revert SNAPSHOT",
            "  chainsmith snapshot restore --store /srv/volumes VOLUME OLDER --discard-newer",
            "      also deletes the snapshots that are newer than OLDER"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SnapshotRestore implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Parameters(index = "0", paramLabel = "VOLUME", description = "Id of the volume.")
    private VolumeId volume;

    @Parameters(index = "1", paramLabel = "SNAPSHOT", description = "Id of the snapshot; it stays.")
    private SnapshotId snapshot;

    @Option(names = "--discard-newer", description = "Restore an older snapshot and delete all newer ones.")
    private boolean discardNewer;

    SnapshotRestore(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        NewerSnapshots newer = discardNewer ? NewerSnapshots.DISCARD : NewerSnapshots.REFUSE;
        return session.answer(
                options,
                store -> new VolumeReverted(
                        snapshot,
                        store.revertVolume().revert(volume, snapshot, newer).plan()));
    }
}
