package org.chainsmith.app.place;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.StorageLab;

/** A directory of the host: on a disk, in memory, or on a mounted network file system. */
public record DirectoryPlace(Path directory) implements VolumePlace {
    /** A new directory on a mount of a Gluster volume, as a share of NFS would be. */
    public static DirectoryPlace onGlusterMount(StorageLab gluster, LibvirtLab guests) {
        try {
            return new DirectoryPlace(Files.createTempDirectory(gluster.mountGluster(guests.directory()), "place"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StoreAddress store() {
        return StoreAddress.ofDirectory(directory);
    }

    @Override
    public Path file(ImageName image) {
        return directory.resolve(image.value());
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
