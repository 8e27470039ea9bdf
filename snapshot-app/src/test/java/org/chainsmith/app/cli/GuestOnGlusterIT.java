package org.chainsmith.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** A disk that QEMU opens by libgfapi, in a directory of a volume. */
@NeedsServer(StorageServer.GLUSTER)
final class GuestOnGlusterIT extends NetworkDiskStory {
    private final StorageLab gluster;

    GuestOnGlusterIT(LibvirtLab lab, StorageLab gluster) {
        super(lab);
        this.gluster = gluster;
    }

    @Override
    NetworkPlace newPlace(LibvirtLab lab) {
        try {
            Path mount = gluster.mountGluster(gluster.directory());
            Path place = Files.createTempDirectory(mount, "place");
            return new GlusterPlace(gluster, mount, Files.createDirectory(place.resolve("images")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    List<String> launcher() {
        return gluster.quickEnd();
    }

    @Override
    String format() {
        return "raw";
    }

    private record GlusterPlace(StorageLab gluster, Path mount, Path directory) implements NetworkPlace {
        @Override
        public NetworkLocation location(ImageName image) {
            return NetworkLocation.Gluster.named(name(image), List.of(StorageHost.Inet.of(gluster.address())));
        }

        private String name(ImageName image) {
            return StorageLab.GLUSTER_VOLUME + "/" + mount.relativize(file(image));
        }

        @Override
        public Path file(ImageName image) {
            return directory.resolve(image.value());
        }

        @Override
        public String source(ImageName image) {
            return "<source protocol='gluster' name='" + name(image) + "'><host name='" + gluster.address()
                    + "' port='24007'/></source>";
        }
    }
}
