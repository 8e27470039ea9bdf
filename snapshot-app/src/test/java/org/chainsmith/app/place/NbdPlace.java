package org.chainsmith.app.place;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.StorageLab;

/**
 * Exports of an NBD server. Its operator makes one for each image right before the image is put there, and takes them all
 * away at the end.
 */
public final class NbdPlace implements VolumePlace {
    private static final int SECTOR = 512;

    private final StorageLab nbd;
    private final Path state;
    private final int mebibytes;
    private final Set<String> exports = new ConcurrentSkipListSet<>();

    /** Exports of this size. */
    public NbdPlace(StorageLab nbd, LibvirtLab guests, int mebibytes) {
        this.nbd = nbd;
        this.state = guests.newSmallFileSystem(16);
        this.mebibytes = mebibytes;
    }

    @Override
    public StoreAddress store() {
        return new StoreAddress(new NetworkLocation.Nbd("any", StorageHost.Inet.of(nbd.address())), state, List.of());
    }

    @Override
    public Path file(ImageName image) {
        return nbd.exportedFile(image.value());
    }

    @Override
    public String source(ImageName image) {
        return "<source protocol='nbd' name='" + image + "'><host name='" + nbd.address()
                + "' port='10809'/></source><backingStore/>";
    }

    @Override
    public String diskType() {
        return "network";
    }

    @Override
    public void prepare(List<ImageName> images) {
        List<String> missing =
                images.stream().map(ImageName::value).filter(exports::add).toList();
        if (!missing.isEmpty()) {
            nbd.newExports(mebibytes, missing);
        }
    }

    @Override
    public void put(ImageName image, Path content) {
        VolumePlace.super.put(image, content);
        prepare(List.of(image));
    }

    @Override
    public Effects served(Effects effects) {
        return new Effects() {
            @Override
            public <T> T perform(String effect, Supplier<T> act) {
                if (effect.startsWith("link ")) {
                    prepare(List.of(new ImageName(effect.substring("link ".length()))));
                }
                return effects.perform(effect, act);
            }
        };
    }

    /** An export that begins with zeros is free. */
    @Override
    public List<String> names() {
        return exports.stream().filter(this::isUsed).toList();
    }

    private boolean isUsed(String export) {
        try (InputStream in = Files.newInputStream(nbd.exportedFile(export))) {
            for (byte each : in.readNBytes(SECTOR)) {
                if (each != 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        nbd.removeExports(List.copyOf(exports));
    }
}
