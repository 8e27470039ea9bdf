package org.chainsmith.app.place;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NfsIdentity;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.StorageLab;

/**
 * A directory of an NFS server, which QEMU reaches by libnfs, as a user of its own.
 *
 * @param directory the same one, of this host: the server runs here
 */
public record NfsPlace(StorageLab nfs, Path directory, Path state) implements VolumePlace {
    private static final int USER = 64_055;

    /** A new directory. */
    public static NfsPlace in(StorageLab nfs, LibvirtLab guests) {
        try {
            Path directory = Files.createTempDirectory(nfs.nfsExport(), "place");
            Files.setAttribute(directory, "unix:uid", USER);
            return new NfsPlace(nfs, directory, guests.newSmallFileSystem(16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StoreAddress store() {
        return new StoreAddress(
                new NetworkLocation.Nfs(
                        directory + "/any",
                        StorageHost.Inet.of(nfs.address()),
                        Optional.of(NfsIdentity.of(USER, USER))),
                state,
                List.of());
    }

    @Override
    public Path file(ImageName image) {
        return directory.resolve(image.value());
    }

    /** By the server, which knows a file's length for a while. */
    @Override
    public String writable(ImageName image) {
        return "{\"driver\":\"nfs\",\"server\":{\"type\":\"inet\",\"host\":\"" + nfs.address() + "\"},\"path\":\""
                + file(image) + "\",\"user\":" + USER + ",\"group\":" + USER + "}";
    }

    @Override
    public void put(ImageName image, Path content) {
        VolumePlace.super.put(image, content);
        try {
            Files.setAttribute(file(image), "unix:uid", USER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String source(ImageName image) {
        return "<source protocol='nfs' name='" + file(image) + "'><host name='" + nfs.address() + "'/><identity user='+"
                + USER + "' group='+" + USER + "'/></source><backingStore/>";
    }

    @Override
    public String diskType() {
        return "network";
    }
}
