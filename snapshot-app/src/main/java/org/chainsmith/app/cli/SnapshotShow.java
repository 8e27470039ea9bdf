package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.Answer;
import org.chainsmith.app.answer.SnapshotAnswer;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code chainsmith snapshot show} */
@Command(
        name = "show",
        description = "Show a snapshot: its images, and how consistent it is.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith snapshot show --store /srv/volumes VOLUME SNAPSHOT",
            "      like: openstack volume snapshot show SNAPSHOT",
            "  chainsmith snapshot show --domain NAME --disk vda SNAPSHOT",
            "      like: virsh snapshot-info DOMAIN SNAPSHOT"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SnapshotShow implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Mixin
    private GuestOptions guest;

    @Parameters(
            arity = "1..2",
            paramLabel = "VOLUME SNAPSHOT",
            description = "Id of the volume (not with --domain), then id of the snapshot.")
    private List<String> ids;

    SnapshotShow(Session session) {
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
        return session.answer(
                options,
                store -> SnapshotAnswer.of(
                        store.reader().read(volume),
                        snapshot,
                        store.consistency().find(volume)));
    }

    private Answer ofGuest(Hypervisor hypervisor, Guest named, SnapshotId snapshot) {
        if (ids.size() > 1) {
            throw new SnapshotException(ErrorCode.INVALID_ARGUMENT, "Both a volume and a guest are named.")
                    .hint("Name a volume of a --store, or a guest with --domain.");
        }
        AttachedVolume disk = hypervisor.volumes(named, Set.of(guest.disk())).get(0);
        return SnapshotAnswer.of(
                hypervisor.reader(disk).read(disk.volume()),
                snapshot,
                disk.backend().consistency().find(disk.volume()));
    }
}
