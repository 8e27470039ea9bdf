package org.chainsmith.core.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ImageLocation.BlockDevice;
import org.chainsmith.core.chain.ImageLocation.File;
import org.chainsmith.core.chain.ImageLocation.PoolVolume;
import org.chainsmith.core.chain.ImageLocation.Unsupported;
import org.chainsmith.core.chain.NetworkLocation.Gluster;
import org.chainsmith.core.chain.NetworkLocation.Nbd;
import org.chainsmith.core.chain.NetworkLocation.Nfs;
import org.chainsmith.core.chain.NetworkLocation.Rbd;
import org.chainsmith.core.chain.StorageHost.Inet;
import org.chainsmith.core.chain.StorageHost.UnixSocket;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;

final class ImageLocationTest {
    private static Gluster gluster(String name, StorageHost... hosts) {
        return Gluster.named(name, List.of(hosts));
    }

    private static Rbd rbd(Inet... hosts) {
        return Rbd.named("rbd/base", List.of(hosts), Optional.empty(), Optional.empty());
    }

    private static void same(ImageLocation one, ImageLocation other) {
        assertThat(one.sameImage(other)).isTrue();
        assertThat(other.sameImage(one)).isTrue();
    }

    private static void notSame(ImageLocation one, ImageLocation other) {
        assertThat(one.sameImage(other)).isFalse();
        assertThat(other.sameImage(one)).isFalse();
    }

    @Test
    void pathsAreComparedByTheirComponents() {
        same(new File("/images/./a"), new File("/images//a"));
        same(new File("/dev/vg/lv"), new BlockDevice("/dev/vg/./lv"));
        notSame(new File("/images/a"), new File("/images/b"));
        notSame(new File("/images/x/../a"), new File("/images/a"));
        notSame(new File("/gv0/a"), gluster("gv0/a", Inet.of("h")));
    }

    @Test
    void glusterNamesAreComparedByMeaning() {
        same(gluster("gv0/./b.raw", Inet.of("h")), gluster("/gv0/b.raw", Inet.of("H", 24_007)));
        same(gluster("gv0/b", Inet.of("h1"), Inet.of("h2")), gluster("gv0/b", Inet.of("h2", 24_007)));
        notSame(gluster("gv0/b", Inet.of("h", 24_008)), gluster("gv0/b", Inet.of("h")));
        notSame(gluster("gv0/b", Inet.of("h")), gluster("gv1/b", Inet.of("h")));
        notSame(gluster("gv0/b", new UnixSocket("/s")), gluster("gv0/b", Inet.of("h")));
    }

    @Test
    void nfsNamesAreComparedByMeaningWhoeverAsks() {
        same(
                new Nfs("/e/./a", Inet.of("h"), Optional.of(NfsIdentity.of(1, 1))),
                new Nfs("/e/a", Inet.of("h", 2049), Optional.empty()));
        notSame(new Nfs("/e/a", Inet.of("h"), Optional.empty()), new Nfs("/e/a", Inet.of("g"), Optional.empty()));
    }

    @Test
    void exportsAreComparedAsTheyAreWritten() {
        same(new Nbd("base", Inet.of("h")), new Nbd("base", Inet.of("h", 10_809)));
        notSame(new Nbd("./base", Inet.of("h")), new Nbd("base", Inet.of("h")));
    }

    @Test
    void rbdImagesAreComparedByClusterAndName() {
        same(rbd(Inet.of("a", 6789), Inet.of("b")), rbd(Inet.of("b", 6789)));
        same(rbd(), rbd());
        notSame(rbd(), rbd(Inet.of("a")));
        notSame(rbd(Inet.of("a")), Rbd.named("rbd/ns/base", List.of(Inet.of("a")), Optional.empty(), Optional.empty()));
    }

    @Test
    void whatIsNotSupportedIsTheSameAsNothing() {
        Unsupported vhost = new Unsupported("a vhost-user socket");
        notSame(vhost, vhost);
        same(new PoolVolume("p", "v"), new PoolVolume("p", "v"));
    }

    @Test
    void theImageNameIsTheLastComponent() {
        assertThat(gluster("gv0/dir/b.raw", Inet.of("h")).imageName()).isEqualTo(new ImageName("b.raw"));
        assertThat(new File("/a/b").imageName()).isEqualTo(new ImageName("b"));
        assertThat(rbd().imageName()).isEqualTo(new ImageName("base"));
    }

    @Test
    void locationsThatCannotBeAreRefused() {
        List<Runnable> impossible = List.of(
                () -> new File("a"),
                () -> new File("/a/"),
                () -> new File("/a\nb"),
                () -> new File("/a\ud800"),
                () -> new File("/" + "a".repeat(5000)),
                () -> gluster("gv0", Inet.of("h")),
                () -> gluster("gv0/a"),
                () -> Inet.of("h/../x"),
                () -> Inet.of(""),
                () -> Inet.of("h", 0),
                () -> Inet.of("h", 70_000),
                () -> new Nbd("a\u0000", Inet.of("h")),
                () -> Rbd.named("base", List.of(), Optional.empty(), Optional.empty()),
                () -> Rbd.named("rbd/base@snap", List.of(), Optional.empty(), Optional.empty()),
                () -> new StorageUser("a:key=x", Optional.empty()),
                () -> new PoolVolume("", "v"));
        for (Runnable make : impossible) {
            assertThatExceptionOfType(SnapshotException.class)
                    .isThrownBy(make::run)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCATION_REFUSED));
        }
    }
}
