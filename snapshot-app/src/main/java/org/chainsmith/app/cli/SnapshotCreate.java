package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.SnapshotTaken;
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
            "  chainsmith snapshot create --store /srv/volumes VOLUME",
            "      like: virsh snapshot-create-as DOMAIN --disk-only",
            "            openstack volume snapshot create --volume VOLUME NAME"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SnapshotCreate implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Parameters(paramLabel = "VOLUME", description = "Id of the volume.")
    private VolumeId volume;

    @Option(names = "--id", paramLabel = "UUID", description = "Id of the snapshot (default: a new one).")
    private @Nullable SnapshotId id;

    SnapshotCreate(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        SnapshotId snapshot = Objects.requireNonNullElseGet(id, SnapshotId::random);
        return session.answer(
                options, store -> new SnapshotTaken(store.createSnapshots().create(volume, snapshot), snapshot));
    }
}
