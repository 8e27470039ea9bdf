package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.chainsmith.app.answer.VolumeAnswer;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.snapshot.VolumeId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chainsmith volume adopt} */
@Command(
        name = "adopt",
        description = {
            "Record the format of a volume that somebody else made.",
            "Needed only for a volume without snapshots whose bytes begin like a qcow2 image: a guest can write such "
                    + "bytes into a raw disk, so that only its owner knows."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith volume adopt --store /srv/volumes VOLUME --format qcow2",
            "      for a volume that Cinder made with nfs_qcow2_volumes = True"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VolumeAdopt implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Parameters(paramLabel = "VOLUME", description = "Id of the volume.")
    private VolumeId volume;

    @Option(names = "--format", paramLabel = "raw|qcow2", required = true, description = "What its owner says it is.")
    private ImageFormat format;

    VolumeAdopt(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        return session.answer(
                options, store -> new VolumeAnswer(store.adoptVolume().adopt(volume, format)));
    }
}
