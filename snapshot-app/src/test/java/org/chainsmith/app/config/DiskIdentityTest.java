package org.chainsmith.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.NetworkLocation.Gluster;
import org.chainsmith.core.chain.NetworkLocation.Nbd;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.chain.StorageHost.Inet;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.GuestState;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.Test;

/** The id of a disk is one for one first image, however its location is written. */
final class DiskIdentityTest {
    private static final Guest GUEST = guest("6a1f3c52-9d08-4b6e-8f27-13c5d0e4a9b1");

    private static Guest guest(String id) {
        return new Guest(new GuestId(id), "web", GuestState.OFF, "", List.of());
    }

    private static VolumeId id(ImageLocation base) {
        return DiskIdentity.of(GUEST, base);
    }

    private static Gluster gluster(String name, StorageHost... hosts) {
        return Gluster.named(name, List.of(hosts));
    }

    @Test
    void portsAndTheOrderOfServersDoNotMatter() {
        Gluster disk = gluster("gv0/dir/web", Inet.of("one"), Inet.of("two", 24_008));
        assertThat(id(disk)).isEqualTo(id(gluster("gv0/dir/web", Inet.of("two", 24_008), Inet.of("one", 24_007))));
    }

    @Test
    void otherImagesServersAndGuestsAreOtherDisks() {
        Gluster disk = gluster("gv0/dir/web", Inet.of("one"));
        assertThat(List.of(
                        id(disk),
                        id(gluster("gv0/web", Inet.of("one"))),
                        id(gluster("gv0/dir/web", Inet.of("two"))),
                        id(gluster("gv0/dir/web", Inet.of("one", 24_008))),
                        id(new Nbd("gv0/dir/web", Inet.of("one"))),
                        id(new ImageLocation.File("/gv0/dir/web")),
                        DiskIdentity.of(guest("0b8a4a2e-6c8f-4c55-9a55-0d1f5b1c7e10"), disk)))
                .doesNotHaveDuplicates();
    }

    /** The ids of disks that are files were given before there were others. */
    @Test
    void theIdOfAFileIsThatOfItsPath() {
        assertThat(id(new ImageLocation.File("/images/web.qcow2")).value())
                .isEqualTo("991ce14b-1377-350f-9403-fad11f173b93");
    }
}
