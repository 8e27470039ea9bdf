package org.chainsmith.app.live;

import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.lab.LibvirtLab;

/** Requests are killed whose volumes are files. */
final class LiveKillIT extends LiveKills {
    LiveKillIT(LibvirtLab lab) {
        super(lab, () -> new LibvirtWorld(lab, ImageFormat.RAW));
    }
}
