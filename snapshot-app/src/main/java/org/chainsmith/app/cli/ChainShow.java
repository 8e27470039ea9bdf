package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.chainsmith.app.answer.ChainAnswer;
import org.chainsmith.core.snapshot.VolumeId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code chainsmith chain show} */
@Command(
        name = "show",
        description = "Show the backing chain of a volume, base first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith chain show --store /srv/volumes VOLUME",
            "      like: qemu-img info --backing-chain FILE; virsh domblklist, followed down"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ChainShow implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Parameters(paramLabel = "VOLUME", description = "Id of the volume.")
    private VolumeId volume;

    ChainShow(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        return session.answer(options, store -> new ChainAnswer(store.reader().read(volume)));
    }
}
