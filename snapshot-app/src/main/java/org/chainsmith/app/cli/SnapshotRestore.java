package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.Answer;
import org.chainsmith.app.answer.PlanAnswer;
import org.chainsmith.app.answer.VolumeReverted;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.snapshot.RevertVolume;
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
            "      also deletes the snapshots that are newer than OLDER",
            "  chainsmith snapshot restore --domain NAME --disk vda SNAPSHOT",
            "      a disk of a guest that is off; the guest's definition follows"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SnapshotRestore implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Mixin
    private GuestOptions guest;

    @Parameters(
            arity = "1..2",
            paramLabel = "VOLUME SNAPSHOT",
            description = "Id of the volume (not with --domain), then id of the snapshot; it stays.")
    private List<String> ids;

    @Option(names = "--discard-newer", description = "Restore an older snapshot and delete all newer ones.")
    private boolean discardNewer;

    @Option(names = "--dry-run", description = "Print the plan and change nothing.")
    private boolean dryRun;

    SnapshotRestore(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        SnapshotId snapshot = new SnapshotId(ids.get(ids.size() - 1));
        if (guest.domain().isPresent()) {
            return session.answer(options, guest, (hypervisor, named) -> ofGuest(hypervisor, named, snapshot));
        }
        if (ids.size() < 2) {
            Session.required(null, "SNAPSHOT");
        }
        VolumeId volume = new VolumeId(ids.get(0));
        session.requireUnattached(options, guest, volume);
        return session.answer(options, store -> restore(store.revertVolume(), volume, snapshot));
    }

    private Answer ofGuest(Hypervisor hypervisor, Guest named, SnapshotId snapshot) {
        if (ids.size() > 1) {
            throw new SnapshotException(ErrorCode.INVALID_ARGUMENT, "Both a volume and a guest are named.")
                    .hint("Name a volume of a --store, or a guest with --domain.");
        }
        AttachedVolume disk = hypervisor.volumes(named, Set.of(guest.disk())).get(0);
        return restore(hypervisor.revertVolume(disk), disk.volume(), snapshot);
    }

    private Answer restore(RevertVolume reversion, VolumeId volume, SnapshotId snapshot) {
        NewerSnapshots newer = discardNewer ? NewerSnapshots.DISCARD : NewerSnapshots.REFUSE;
        return dryRun
                ? PlanAnswer.dryRun(reversion.plan(volume, snapshot, newer))
                : new VolumeReverted(
                        snapshot, reversion.revert(volume, snapshot, newer).plan());
    }
}
