package org.chainsmith.app.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.UnaryOperator;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.libvirt.LibvirtConfig;
import org.chainsmith.libvirt.LibvirtHypervisor;
import org.chainsmith.qemuimg.QemuImgConfig;
import org.chainsmith.qemuimg.process.Tool;

/** Connects to libvirt; the disks of its guests are files or network images. */
public final class LibvirtHypervisors implements Hypervisors {
    private final Effects effects;
    private final UnaryOperator<QemuImgConfig> tools;

    public LibvirtHypervisors() {
        this(Effects.DIRECT);
    }

    /** Connects so that every call that changes something passes through these effects. */
    public LibvirtHypervisors(Effects effects) {
        this(effects, UnaryOperator.identity());
    }

    /** {@link #LibvirtHypervisors(Effects)} that works offline with other tools than the usual ones. */
    public LibvirtHypervisors(Effects effects, UnaryOperator<QemuImgConfig> tools) {
        this.effects = requireNonNull(effects, "effects is null");
        this.tools = requireNonNull(tools, "tools is null");
    }

    @Override
    public Hypervisor connect(HypervisorSettings settings) {
        QemuImgConfig config = tools.apply(QemuImgConfig.defaults().withQemuImg(Tool.of(settings.qemuImg())));
        LibvirtConfig connection = LibvirtConfig.defaults()
                .withUri(uri(settings.uri()))
                .withJobBandwidth(settings.merges().bytesPerSecond())
                .withLocks(settings.state());
        LibvirtHypervisor libvirt = LibvirtHypervisor.connect(connection, effects);
        return new Hypervisor(
                libvirt.live(),
                libvirt.agent(),
                new LibvirtStores(libvirt, settings.state(), config, effects),
                settings.lockWait(),
                settings.merges(),
                libvirt);
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
