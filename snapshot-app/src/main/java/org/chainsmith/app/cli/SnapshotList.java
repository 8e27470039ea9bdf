package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.chainsmith.app.answer.SnapshotsAnswer;
import org.chainsmith.core.snapshot.VolumeId;
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

    @Parameters(paramLabel = "VOLUME", description = "Id of the volume.")
    private VolumeId volume;

    SnapshotList(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        return session.answer(
                options, store -> new SnapshotsAnswer(store.reader().read(volume)));
    }
}
