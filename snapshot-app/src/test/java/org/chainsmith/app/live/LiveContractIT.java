package org.chainsmith.app.live;

import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.contract.LiveDisksContract;
import org.chainsmith.testkit.contract.LiveWorld;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of live disks, kept by libvirt and QEMU. */
@ExtendWith(LabExtension.class)
@Timeout(120)
final class LiveContractIT extends LiveDisksContract {
    private final LibvirtLab lab;

    LiveContractIT(LibvirtLab lab) {
        this.lab = lab;
    }

    @Override
    protected LiveWorld newWorld() {
        return new LibvirtWorld(lab, ImageFormat.QCOW2);
    }
}
