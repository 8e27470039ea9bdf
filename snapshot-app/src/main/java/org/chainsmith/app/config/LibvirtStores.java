package org.chainsmith.app.config;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.libvirt.LibvirtHypervisor;
import org.chainsmith.qemuimg.QemuImgBackend;
import org.chainsmith.qemuimg.QemuImgConfig;
import org.chainsmith.qemuimg.network.NetworkStorage;
import org.chainsmith.qemuimg.volumes.DiskLayout;

/** Files of the host and images on network storage, for guests of libvirt. */
public final class LibvirtStores implements GuestStores {
    private final LibvirtHypervisor libvirt;
    private final Path state;
    private final QemuImgConfig config;
    private final Effects effects;
    private final NetworkStorage network = new NetworkStorage();

    /**
     * Opens nothing yet.
     *
     * @param state where the logs and locks of disks are that no volume service made; is made when the first is opened
     */
    public LibvirtStores(LibvirtHypervisor libvirt, Path state, QemuImgConfig config, Effects effects) {
        this.libvirt = requireNonNull(libvirt, "libvirt is null");
        this.state = requireNonNull(state, "state is null");
        this.config = requireNonNull(config, "config is null");
        this.effects = requireNonNull(effects, "effects is null");
    }

    @Override
    public SnapshotBackend volumes(Path directory) {
        return QemuImgBackend.open(directory, config, effects);
    }

    @Override
    public SnapshotBackend disk(ImageLocation base, Attachment at, VolumeId volume) {
        DiskLayout layout = new DiskLayout(volume, base.imageName());
        LibvirtHypervisor.DiskRecords records = libvirt.records(at, volume, base.imageName());
        makeState();
        if (base instanceof NetworkLocation image) {
            return QemuImgBackend.ofNetworkDisk(
                    network, image, state, layout, records.ledgers(), records.consistency(), config, effects);
        }
        if (base instanceof ImageLocation.HostPath image) {
            return QemuImgBackend.ofDisk(
                    Path.of(image.directory()),
                    state,
                    layout,
                    records.ledgers(),
                    records.consistency(),
                    config,
                    effects);
        }
        throw new SnapshotException(
                ErrorCode.NOT_SUPPORTED, "Chainsmith does not work on " + base + ". Nothing was changed.");
    }

    @Override
    public void close() {
        network.close();
    }

    private void makeState() {
        try {
            Files.createDirectories(
                    state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new SnapshotException(
                            ErrorCode.STORE_NOT_FOUND,
                            "The directory of Chainsmith's own files cannot be made: " + e + ". Nothing was changed.",
                            e)
                    .hint("Name another one with --state, or set CHAINSMITH_STATE.");
        }
    }
}
