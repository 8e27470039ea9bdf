package org.chainsmith.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.chain.StorageUser;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A disk in Ceph's block storage: QEMU has the key from a secret of libvirt, Chainsmith from the host's keyring. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.CEPH)
final class GuestOnRbdIT extends NetworkDiskStory {
    private final StorageLab ceph;

    GuestOnRbdIT(LibvirtLab lab, StorageLab ceph) {
        super(lab);
        this.ceph = ceph;
    }

    @Override
    NetworkPlace newPlace(LibvirtLab lab) {
        try {
            Path copies = lab.newDirectory();
            String secret = UUID.randomUUID().toString();
            Path xml = Files.writeString(
                    copies.resolve("secret.xml"),
                    "<secret><uuid>" + secret + "</uuid><usage type='ceph'><name>" + secret
                            + "</name></usage></secret>");
            lab.virsh("secret-define", xml.toString());
            Path key = Files.writeString(
                    copies.resolve("key"),
                    Files.readString(ceph.cephKeyring()).replaceAll("(?s).*key = (\\S+).*", "$1"));
            lab.virsh("secret-set-value", secret, "--file", key.toString());
            return new RbdPlace(ceph, secret, copies);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String format() {
        return "raw";
    }

    private record RbdPlace(StorageLab ceph, String secret, Path copies) implements NetworkPlace {
        private static final String POOL = "rbd";

        @Override
        public ImageLocation location(ImageName image) {
            return new NetworkLocation.Rbd(
                    POOL,
                    Optional.empty(),
                    image.value(),
                    List.of(StorageHost.Inet.of(ceph.address())),
                    Optional.of(new StorageUser("libvirt", Optional.empty())),
                    Optional.of(ceph.cephConfiguration().toString()));
        }

        /** A copy of what is there now. */
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
        public String source(ImageName image) {
            return "<source protocol='rbd' name='" + POOL + "/" + image + "'><host name='" + ceph.address()
                    + "' port='6789'/><config file='" + ceph.cephConfiguration()
                    + "'/><auth username='libvirt'><secret type='ceph' uuid='" + secret + "'/></auth></source>";
        }

        @Override
        public void prepare(ImageName first, Path content, List<ImageName> later) {
            ceph.rbd("import", "--no-progress", content.toString(), POOL + "/" + first);
        }
    }
}
