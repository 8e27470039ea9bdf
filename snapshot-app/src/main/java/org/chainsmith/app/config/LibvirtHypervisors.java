package org.chainsmith.app.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.libvirt.LibvirtConfig;
import org.chainsmith.libvirt.LibvirtHypervisor;
import org.chainsmith.qemuimg.QemuImgBackend;
import org.chainsmith.qemuimg.QemuImgConfig;
import org.chainsmith.qemuimg.process.Tool;

/** Connects to libvirt; the volumes of its guests are files in directories. */
public final class LibvirtHypervisors implements Hypervisors {
    @Override
    public Hypervisor connect(HypervisorSettings settings) {
        QemuImgConfig config = QemuImgConfig.defaults().withQemuImg(Tool.of(settings.qemuImg()));
        LibvirtConfig connection = LibvirtConfig.defaults()
                .withUri(uri(settings.uri()))
                .withJobBandwidth(settings.merges().bytesPerSecond());
        LibvirtHypervisor libvirt = LibvirtHypervisor.connect(connection, Effects.DIRECT);
        return new Hypervisor(
                libvirt.live(),
                libvirt.agent(),
                directory -> store(directory, config),
                settings.lockWait(),
                settings.merges(),
                libvirt);
    }

    private static SnapshotBackend store(Path directory, QemuImgConfig config) {
        return QemuImgBackend.open(directory, config, Effects.DIRECT);
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new SnapshotException(
                            ErrorCode.INVALID_ARGUMENT, "Not the URI of a hypervisor: " + e.getMessage() + ".", e)
                    .hint("URIs look like qemu:///system; virsh uri shows the default.");
        }
    }
}
