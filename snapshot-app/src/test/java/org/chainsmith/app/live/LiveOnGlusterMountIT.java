package org.chainsmith.app.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.testkit.contract.LiveDisksContract;
import org.chainsmith.testkit.contract.LiveWorld;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of live disks, on files of a mounted network file system, as a share of NFS would be. */
@ExtendWith({LabExtension.class, EssentialUnlessFull.class})
@NeedsServer(StorageServer.GLUSTER)
@Timeout(180)
final class LiveOnGlusterMountIT extends LiveDisksContract {
    private static Path mount;

    private final LibvirtLab lab;

    LiveOnGlusterMountIT(LibvirtLab lab) {
        this.lab = lab;
    }

    @BeforeAll
    static void mount(LibvirtLab guests, StorageLab gluster) {
        mount = gluster.mountGluster(guests.newDirectory());
    }

    @Override
    protected LiveWorld newWorld() {
        try {
            return new LibvirtWorld(
                    lab, new DirectoryPlace(Files.createTempDirectory(mount, "place")), ImageFormat.QCOW2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
