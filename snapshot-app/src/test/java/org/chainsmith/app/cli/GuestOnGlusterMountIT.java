package org.chainsmith.app.cli;

import java.nio.file.Path;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** A disk that is a file on a mounted volume: for QEMU a file like any other, and far away all the same. */
@NeedsServer(StorageServer.GLUSTER)
final class GuestOnGlusterMountIT extends NetworkDiskStory {
    private final StorageLab gluster;

    GuestOnGlusterMountIT(LibvirtLab lab, StorageLab gluster) {
        super(lab);
        this.gluster = gluster;
    }

    @Override
    NetworkPlace newPlace(LibvirtLab lab) {
        return new MountedPlace(gluster.mountGluster(lab.newDirectory()));
    }

    @Override
    String format() {
        return "qcow2";
    }

    private record MountedPlace(Path mount) implements NetworkPlace {
        @Override
        public ImageLocation location(ImageName image) {
            return new ImageLocation.File(file(image).toString());
        }

        @Override
        public Path file(ImageName image) {
            return mount.resolve(image.value());
        }

        @Override
        public String source(ImageName image) {
            return "<source file='" + file(image) + "'/>";
        }

        @Override
        public String diskType() {
            return "file";
        }
    }
}
