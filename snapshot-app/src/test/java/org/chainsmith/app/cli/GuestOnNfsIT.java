package org.chainsmith.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NfsIdentity;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A disk that QEMU opens by libnfs, in a directory of an NFS server, as a user of its own. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.NFS)
final class GuestOnNfsIT extends NetworkDiskStory {
    private static final int USER = 64_055;

    private final StorageLab nfs;

    GuestOnNfsIT(LibvirtLab lab, StorageLab nfs) {
        super(lab);
        this.nfs = nfs;
    }

    @Override
    NetworkPlace newPlace(LibvirtLab lab) {
        try {
            Path place = Files.createTempDirectory(nfs.nfsExport(), "place");
            Files.setAttribute(place, "unix:uid", USER);
            return new NfsPlace(nfs, place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String format() {
        return "qcow2";
    }

    private record NfsPlace(StorageLab nfs, Path directory) implements NetworkPlace {
        @Override
        public ImageLocation location(ImageName image) {
            return new NetworkLocation.Nfs(
                    file(image).toString(),
                    StorageHost.Inet.of(nfs.address()),
                    Optional.of(NfsIdentity.of(USER, USER)));
        }

        @Override
        public Path file(ImageName image) {
            return directory.resolve(image.value());
        }

        @Override
        public String source(ImageName image) {
            return "<source protocol='nfs' name='" + file(image) + "'><host name='" + nfs.address()
                    + "'/><identity user='+" + USER + "' group='+" + USER + "'/></source>";
        }

        @Override
        public void prepare(ImageName first, Path content, List<ImageName> later) {
            try {
                Files.setAttribute(Files.copy(content, file(first)), "unix:uid", USER);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
