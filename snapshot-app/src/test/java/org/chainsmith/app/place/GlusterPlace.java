package org.chainsmith.app.place;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.StorageLab;

/**
 * A directory of a Gluster volume, which QEMU reaches by libgfapi.
 *
 * @param directory the same one on a mount of the volume
 */
public record GlusterPlace(StorageLab gluster, Path mount, Path directory, Path state) implements VolumePlace {
    /** A new directory, two levels deep. */
    public static GlusterPlace in(StorageLab gluster, LibvirtLab guests) {
        try {
            Path mount = gluster.mountGluster(gluster.directory());
            Path place = Files.createTempDirectory(mount, "place");
            return new GlusterPlace(
                    gluster, mount, Files.createDirectory(place.resolve("images")), guests.newSmallFileSystem(16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StoreAddress store() {
        return new StoreAddress(
                NetworkLocation.Gluster.named(
                        name(new ImageName("any")), List.of(StorageHost.Inet.of(gluster.address()))),
                state,
                gluster.quickEnd());
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
                + "' port='24007'/></source><backingStore/>";
    }

    @Override
    public String diskType() {
        return "network";
    }
}
