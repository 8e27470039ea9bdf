package org.chainsmith.qemuimg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chainsmith.core.chain.NetworkLocation.Gluster;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.testkit.lab.StorageLab;

/** A new directory on the Gluster volume of a lab, two levels deep, which is also seen through a mount. */
record GlusterPlace(Path place, Path directory, Gluster beside) {
    static GlusterPlace in(StorageLab lab, Path mount) {
        try {
            Path place = Files.createTempDirectory(mount, "place");
            Path directory = Files.createDirectory(place.resolve("images"));
            String path = mount.relativize(directory) + "/beside";
            StorageHost host = StorageHost.Inet.of(lab.address());
            return new GlusterPlace(place, directory, new Gluster(StorageLab.GLUSTER_VOLUME, path, List.of(host)));
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
