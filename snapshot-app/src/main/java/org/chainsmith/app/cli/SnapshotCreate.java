package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.Answer;
import org.chainsmith.app.answer.GuestSnapshotTaken;
import org.chainsmith.app.answer.SnapshotTaken;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.CreateGuestSnapshots.Request;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chainsmith snapshot create} */
@Command(
        name = "create",
        description = "Take a snapshot: seal the active image and put a new overlay on it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith snapshot create --domain NAME --disk vda --disk vdb --quiesce require",
            "      of a running guest, all disks at the same instant",
            "      like: virsh snapshot-create-as DOMAIN --disk-only --atomic --quiesce --no-metadata",
            "  chainsmith snapshot create --store /srv/volumes VOLUME",
            "  chainsmith snapshot create --server ID --all-volumes",
            "      of all volumes that Cinder keeps for a server, at the same instant, through the service",
            "      like: virsh snapshot-create-as DOMAIN --disk-only",
            "            openstack volume snapshot create --volume VOLUME NAME"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SnapshotCreate implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Mixin
    private GuestOptions guest;

    @Mixin
    private ServerSnapshot server;

    @Parameters(arity = "0..1", paramLabel = "VOLUME", description = "Id of the volume, unless --domain is given.")
    private @Nullable VolumeId volume;

    @Option(names = "--all-disks", description = "All disks of the guest that can have snapshots; the default.")
    @SuppressWarnings("unused") // says what is the case anyway
    private boolean allDisks;

    @Option(
            names = "--quiesce",
            paramLabel = "require|prefer|never",
            defaultValue = "prefer",
            description = "Whether the guest's file systems are frozen meanwhile (default: prefer).")
    private QuiescePolicy quiesce;

    @Option(
            names = "--freeze-deadline",
            paramLabel = "SECONDS",
            defaultValue = "8",
            description = "How long the guest may stand still (default: 8; Windows thaws after 10).")
    private Duration freezeDeadline;

    @Option(names = "--id", paramLabel = "UUID", description = "Id of the snapshot (default: a new one).")
    private @Nullable SnapshotId id;

    SnapshotCreate(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        if (server.isAsked()) {
            session.terminal().answer(server.take(session, quiesce));
            return ExitCode.DONE.number();
        }
        SnapshotId snapshot = Objects.requireNonNullElseGet(id, SnapshotId::random);
        if (guest.domain().isPresent()) {
            return session.answer(options, guest, (hypervisor, named) -> ofGuest(hypervisor, named, snapshot));
        }
        VolumeId wanted = Session.required(volume, "VOLUME");
        session.requireUnattached(options, guest, wanted);
        return session.answer(
                options, store -> new SnapshotTaken(store.createSnapshots().create(wanted, snapshot), snapshot));
    }

    private Answer ofGuest(Hypervisor hypervisor, Guest named, SnapshotId snapshot) {
        List<AttachedVolume> disks = hypervisor.volumes(named, guest.disks());
        Map<VolumeId, SnapshotId> ids = disks.stream().collect(toMap(AttachedVolume::volume, disk -> snapshot));
        Request request = new Request(named.id(), disks, ids, quiesce, freezeDeadline);
        return new GuestSnapshotTaken(
                named, disks, snapshot, hypervisor.createSnapshots().create(request));
    }
}
