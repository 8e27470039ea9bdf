package org.chainsmith.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;

/** A disk that is an export of an NBD server. Its operator has made an export for each overlay, under its name. */
@NeedsServer(StorageServer.NBD)
final class GuestOnNbdIT extends NetworkDiskStory {
    private static final int MEBIBYTES = 64;

    private final StorageLab nbd;

    GuestOnNbdIT(LibvirtLab lab, StorageLab nbd) {
        super(lab);
        this.nbd = nbd;
    }

    @Override
    NetworkPlace newPlace(LibvirtLab lab) {
        return new Exports(nbd);
    }

    @Override
    String format() {
        return "qcow2";
    }

    private record Exports(StorageLab nbd) implements NetworkPlace {
        @Override
        public ImageLocation location(ImageName image) {
            return new NetworkLocation.Nbd(image.value(), StorageHost.Inet.of(nbd.address()));
        }

        @Override
        public Path file(ImageName image) {
            return nbd.exportedFile(image.value());
        }

        @Override
        public String source(ImageName image) {
            return "<source protocol='nbd' name='" + image + "'><host name='" + nbd.address()
                    + "' port='10809'/></source>";
        }

        @Override
        public void prepare(ImageName first, Path content, List<ImageName> later) {
            try {
                Files.copy(content, file(first));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            nbd.newExports(MEBIBYTES, List.of(first.value()));
            nbd.newExports(MEBIBYTES, later.stream().map(ImageName::value).toList());
        }
    }
}
