package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.chainsmith.app.answer.VolumeRemoved;
import org.chainsmith.core.snapshot.VolumeId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code chainsmith volume delete} */
@Command(
        name = "delete",
        description = "Delete a volume that has no snapshots, with all its images.",
        footerHeading = "%nExamples:%n",
        footer = {"  chainsmith volume delete --store /srv/volumes VOLUME", "      like: openstack volume delete VOLUME"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VolumeDelete implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Parameters(paramLabel = "VOLUME", description = "Id of the volume.")
    private VolumeId volume;

    VolumeDelete(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        return session.answer(
                options,
                store -> new VolumeRemoved(store.deleteVolume().delete(volume).plan()));
    }
}
