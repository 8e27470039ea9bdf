package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.chainsmith.app.answer.Answer;
import org.chainsmith.app.answer.GuestSnapshotsAnswer;
import org.chainsmith.app.answer.SnapshotsAnswer;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code chainsmith snapshot list} */
@Command(
        name = "list",
        description = "List the snapshots of a volume, oldest first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith snapshot list --store /srv/volumes VOLUME",
            "      like: virsh snapshot-list DOMAIN; openstack volume snapshot list --volume VOLUME"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SnapshotList implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Mixin
    private GuestOptions guest;

    @Parameters(arity = "0..1", paramLabel = "VOLUME", description = "Id of the volume, unless --domain is given.")
    private @Nullable VolumeId volume;

    SnapshotList(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        if (guest.domain().isPresent()) {
            return session.answer(options, guest, this::ofGuest);
        }
        VolumeId wanted = Session.required(volume, "VOLUME");
        return session.answer(
                options, store -> new SnapshotsAnswer(store.reader().read(wanted)));
    }

    private Answer ofGuest(Hypervisor hypervisor, Guest named) {
        return new GuestSnapshotsAnswer(
                named,
                hypervisor.volumes(named, guest.disks()).stream()
                        .map(disk -> new GuestSnapshotsAnswer.OfDisk(
                                disk.at().disk(),
                                hypervisor.reader(disk).read(disk.volume()),
                                disk.backend().consistency().find(disk.volume())))
                        .toList());
    }
}
