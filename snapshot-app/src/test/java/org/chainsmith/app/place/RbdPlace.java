package org.chainsmith.app.place;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.chain.StorageUser;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.StorageLab;

/**
 * A pool in Ceph's block storage: QEMU has the key from a secret of libvirt, all others from the host's keyring.
 *
 * @param secret the UUID of the secret
 * @param others the images that are none of this place
 */
public record RbdPlace(StorageLab ceph, String secret, Path copies, Path state, Set<String> others)
        implements VolumePlace {
    private static final String POOL = "rbd";
    private static final String USER = "libvirt";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** A pool in which there may be images of others. */
    public static RbdPlace in(StorageLab ceph, LibvirtLab guests) {
        try {
            Path copies = guests.newDirectory();
            String secret = UUID.randomUUID().toString();
            Path xml = Files.writeString(
                    copies.resolve("secret.xml"),
                    "<secret><uuid>" + secret + "</uuid><usage type='ceph'><name>" + secret
                            + "</name></usage></secret>");
            guests.virsh("secret-define", xml.toString());
            Path key = Files.writeString(
                    copies.resolve("key"),
                    Files.readString(ceph.cephKeyring()).replaceAll("(?s).*key = (\\S+).*", "$1"));
            guests.virsh("secret-set-value", secret, "--file", key.toString());
            return new RbdPlace(ceph, secret, copies, guests.newSmallFileSystem(16), Set.copyOf(inPool(ceph)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> inPool(StorageLab ceph) {
        return ceph.rbd("ls", POOL).lines().sorted().toList();
    }

    @Override
    public StoreAddress store() {
        return new StoreAddress(
                new NetworkLocation.Rbd(
                        POOL,
                        Optional.empty(),
                        "any",
                        List.of(StorageHost.Inet.of(ceph.address())),
                        Optional.of(new StorageUser(USER, Optional.empty())),
                        Optional.of(ceph.cephConfiguration().toString())),
                state,
                List.of());
    }

    /** A copy, made anew each time. */
    @Override
    public Path file(ImageName image) {
        try {
            Path copy = copies.resolve(image.value());
            Files.deleteIfExists(copy);
            ceph.rbd("export", "--no-progress", POOL + "/" + image, copy.toString());
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String node(ImageName image) {
        return "{\"driver\":\"rbd\",\"pool\":\"" + POOL + "\",\"image\":\"" + image + "\",\"conf\":\""
                + ceph.cephConfiguration() + "\",\"user\":\"" + USER + "\"}";
    }

    @Override
    public void put(ImageName image, Path content) {
        ceph.rbd("import", "--no-progress", content.toString(), POOL + "/" + image);
    }

    @Override
    public String source(ImageName image) {
        return "<source protocol='rbd' name='" + POOL + "/" + image + "'><host name='" + ceph.address()
                + "' port='6789'/><config file='" + ceph.cephConfiguration() + "'/><auth username='" + USER
                + "'><secret type='ceph' uuid='" + secret + "'/></auth></source><backingStore/>";
    }

    @Override
    public String diskType() {
        return "network";
    }

    /** A watch goes 30 s after its client. */
    @Override
    public void forgetUsers() {
        Await.until(
                "images that nobody watches",
                PATIENCE,
                () -> names().stream()
                        .allMatch(name -> ceph.rbd("status", POOL + "/" + name).contains("Watchers: none")));
    }

    @Override
    public List<String> names() {
        return inPool(ceph).stream().filter(name -> !others.contains(name)).toList();
    }
}
