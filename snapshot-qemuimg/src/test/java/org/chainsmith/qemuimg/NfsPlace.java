package org.chainsmith.qemuimg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.chainsmith.core.chain.NetworkLocation.Nfs;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.testkit.lab.StorageLab;

/** A new directory that the NFS server of a lab exports, two levels deep, and where it is on this host. */
record NfsPlace(Path place, Path directory, Nfs beside) {
    static NfsPlace in(StorageLab lab) {
        try {
            Path place = Files.createTempDirectory(lab.nfsExport(), "place");
            Path directory = Files.createDirectory(place.resolve("images"));
            return new NfsPlace(
                    place,
                    directory,
                    new Nfs(directory + "/beside", StorageHost.Inet.of(lab.address()), Optional.empty()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove() {
        try {
            TestDirectories.delete(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
