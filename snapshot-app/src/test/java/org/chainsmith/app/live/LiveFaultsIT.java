package org.chainsmith.app.live;

import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;

/** libvirtd, QEMU or the job ends under requests whose volumes are files. */
final class LiveFaultsIT extends LiveFaults {
    LiveFaultsIT(LibvirtLab lab) {
        super(lab, () -> new LibvirtWorld(lab, ImageFormat.RAW));
    }
}
