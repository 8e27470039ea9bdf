package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.chainsmith.app.answer.VolumeAnswer;
import org.chainsmith.core.snapshot.VolumeId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code chainsmith volume show} */
@Command(
        name = "show",
        description = "Show a volume.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith volume show --store /srv/volumes VOLUME",
            "      like: openstack volume show VOLUME; qemu-img info FILE"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VolumeShow implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Parameters(paramLabel = "VOLUME", description = "Id of the volume.")
    private VolumeId volume;

    VolumeShow(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        return session.answer(options, store -> new VolumeAnswer(store.reader().read(volume)));
    }
}
