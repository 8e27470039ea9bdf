package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.VolumeAnswer;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chainsmith volume create} */
@Command(
        name = "create",
        description = "Make an empty volume: the image volume-<id>, and a record of its format.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith volume create --store /srv/volumes --size 10GiB",
            "      like: openstack volume create --size 10 NAME",
            "  chainsmith volume create --store /srv/volumes --size 512M --format qcow2 \\",
            "        --id 9f3d5c9e-0b1a-4f6e-9a58-2f9c51a3d7b4",
            "      like: qemu-img create -f qcow2 FILE 512M"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VolumeCreate implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            required = true,
            description = "Size that the guest sees: 10GiB, 512M, 4096.")
    private VirtualSize size;

    @Option(
            names = "--format",
            paramLabel = "raw|qcow2",
            defaultValue = "raw",
            description = "Format of the image (default: raw, as Cinder's).")
    private ImageFormat format;

    @Option(names = "--id", paramLabel = "UUID", description = "Id of the volume (default: a new one).")
    private @Nullable VolumeId id;

    VolumeCreate(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        VolumeId volume = Objects.requireNonNullElseGet(id, VolumeId::random);
        return session.answer(
                options, store -> new VolumeAnswer(store.createVolume().create(volume, format, size)));
    }
}
