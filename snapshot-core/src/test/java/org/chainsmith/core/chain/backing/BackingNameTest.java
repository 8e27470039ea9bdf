package org.chainsmith.core.chain.backing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageLocation.BlockDevice;
import org.chainsmith.core.chain.ImageLocation.File;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NetworkLocation.Gluster;
import org.chainsmith.core.chain.NetworkLocation.Nbd;
import org.chainsmith.core.chain.NetworkLocation.Nfs;
import org.chainsmith.core.chain.NetworkLocation.Rbd;
import org.chainsmith.core.chain.NfsIdentity;
import org.chainsmith.core.chain.StorageHost.Inet;
import org.chainsmith.core.chain.StorageHost.UnixSocket;
import org.chainsmith.core.chain.StorageUser;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts that QEMU and libvirt really write into headers, and those that are refused. */
final class BackingNameTest {
    private static final Gluster GLUSTER = new Gluster("gv0", "base.raw", List.of(Inet.of("127.0.0.1", 24_007)));

    private static ImageLocation located(String text) {
        return BackingName.parse(text).locatedFrom(new File("/images/overlay.qcow2"));
    }

    @Test
    void aRelativeNameIsBesideTheOverlay() {
        assertThat(located("base.raw")).isEqualTo(new File("/images/base.raw"));
        assertThat(located("./a:b")).isEqualTo(new File("/images/a:b"));
        assertThat(located("../cache/base.raw")).isEqualTo(new File("/images/../cache/base.raw"));
        assertThat(BackingName.parse("s1.qcow2").locatedFrom(GLUSTER))
                .isEqualTo(new Gluster("gv0", "s1.qcow2", GLUSTER.hosts()));
    }

    @Test
    void aRelativeNameOverNfsNbdAndRbdIsRefused() {
        for (ImageLocation overlay : List.of(
                new Nfs("/nfs/a.qcow2", Inet.of("h"), Optional.empty()),
                new Nbd("a", Inet.of("h")),
                Rbd.named("rbd/a", List.of(), Optional.empty(), Optional.empty()))) {
            assertThatExceptionOfType(SnapshotException.class)
                    .isThrownBy(() -> BackingName.parse("base.raw").locatedFrom(overlay))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
        }
    }

    @Test
    void paths() {
        assertThat(located("/images/base.raw")).isEqualTo(new File("/images/base.raw"));
        assertThat(located("file:/images/base.raw")).isEqualTo(new File("/images/base.raw"));
        assertThat(located("json:{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\",\"filename\":\"/a b\"}}"))
                .isEqualTo(new File("/a b"));
        assertThat(located("json:{\"driver\":\"host_device\",\"filename\":\"/dev/vg/lv\"}"))
                .isEqualTo(new BlockDevice("/dev/vg/lv"));
    }

    @Test
    void glusterUris() {
        assertThat(located("gluster://127.0.0.1:24007/gv0/base.raw")).isEqualTo(GLUSTER);
        assertThat(located("gluster+tcp://127.0.0.1/gv0/base.raw").sameImage(GLUSTER))
                .isTrue();
        assertThat(located("gluster+unix:///gv0/dir/a%20b?socket=/run/glusterd.socket"))
                .isEqualTo(new Gluster("gv0", "dir/a b", List.of(new UnixSocket("/run/glusterd.socket"))));
        assertThat(located("gluster://[::1]:24007/gv0/x?debug=4&logfile=/dev/null"))
                .isEqualTo(new Gluster("gv0", "x", List.of(Inet.of("::1", 24_007))));
    }

    @Test
    void glusterJson() {
        assertThat(located("json:{\"file\":{\"driver\":\"gluster\",\"volume\":\"gv0\",\"path\":\"d/x\",\"server\":["
                        + "{\"type\":\"tcp\",\"host\":\"a\",\"port\":\"24007\"},"
                        + "{\"type\":\"unix\",\"socket\":\"/s\"}],\"debug\":4}}"))
                .isEqualTo(new Gluster("gv0", "d/x", List.of(Inet.of("a", 24_007), new UnixSocket("/s"))));
        assertThat(located("json:{\"driver\":\"qcow2\",\"file.driver\":\"gluster\",\"file.volume\":\"gv0\","
                        + "\"file.path\":\"base.raw\",\"file.server.0.type\":\"inet\","
                        + "\"file.server.0.host\":\"127.0.0.1\",\"file.server.0.port\":24007}"))
                .isEqualTo(GLUSTER);
    }

    @Test
    void nfs() {
        Nfs image = new Nfs("/nfs/export/m1.qcow2", Inet.of("127.0.0.1"), Optional.of(NfsIdentity.of(64_055, 64_056)));
        assertThat(located("nfs://127.0.0.1/nfs/export/m1.qcow2?uid=64055&gid=64056"))
                .isEqualTo(image);
        assertThat(located("json:{\"file\":{\"driver\":\"nfs\",\"server\":{\"host\":\"127.0.0.1\",\"type\":\"inet\"},"
                        + "\"path\":\"/nfs/export/m1.qcow2\",\"user\":64055,\"group\":64056}}"))
                .isEqualTo(image);
    }

    @Test
    void nbd() {
        Nbd image = new Nbd("base", Inet.of("127.0.0.1", 10_819));
        assertThat(located("nbd://127.0.0.1:10819/base")).isEqualTo(image);
        assertThat(located("nbd:127.0.0.1:10819:exportname=base")).isEqualTo(image);
        assertThat(located("json:{\"driver\":\"nbd\",\"host\":\"127.0.0.1\",\"port\":\"10819\",\"export\":\"base\"}"))
                .isEqualTo(image);
        assertThat(located("nbd:unix:/run/nbd.sock")).isEqualTo(new Nbd("", new UnixSocket("/run/nbd.sock")));
        assertThat(located("nbd+unix:///base?socket=/run/nbd.sock"))
                .isEqualTo(new Nbd("base", new UnixSocket("/run/nbd.sock")));
    }

    @Test
    void rbd() {
        Rbd image = new Rbd(
                "rbd",
                Optional.empty(),
                "base",
                List.of(Inet.of("127.0.0.1", 6789), Inet.of("::1", 6789)),
                Optional.of(new StorageUser("libvirt", Optional.empty())),
                Optional.of("/etc/ceph/ceph.conf"));
        assertThat(located(
                        "rbd:rbd/base:id=libvirt:auth_supported=cephx\\;none:mon_host=127.0.0.1\\:6789\\;[\\:\\:1]\\:6789"
                                + ":conf=/etc/ceph/ceph.conf"))
                .isEqualTo(image);
        assertThat(located(
                        "json:{\"file\":{\"driver\":\"rbd\",\"pool\":\"rbd\",\"image\":\"base\",\"user\":\"libvirt\","
                                + "\"conf\":\"/etc/ceph/ceph.conf\",\"server\":[{\"host\":\"127.0.0.1\",\"port\":\"6789\"},"
                                + "{\"host\":\"::1\",\"port\":\"6789\"}]}}"))
                .isEqualTo(image);
        assertThat(located("json:{\"file.filename\":\"rbd:rbd/ns/base\"}"))
                .isEqualTo(Rbd.named("rbd/ns/base", List.of(), Optional.empty(), Optional.empty()));
    }

    @Test
    void aKeyIsForgottenAndNeverShown() {
        BackingName name = BackingName.parse("rbd:rbd/base:id=libvirt:key=QVFDS0VZ:mon_host=h\\:6789");
        assertThat(name.toString() + name.text()).contains("libvirt").doesNotContain("QVFDS0VZ");
    }

    @Test
    void aReferenceToASecretIsNotWrittenIntoAHeader() {
        NetworkLocation image = Rbd.named(
                "rbd/base",
                List.of(),
                Optional.of(new StorageUser("libvirt", Optional.of(new StorageUser.Secret.ForUsage("the-usage")))),
                Optional.empty());
        assertThat(BackingName.of(image)).isEqualTo("rbd:rbd/base:id=libvirt");
        assertThat(BackingName.jsonOf(image)).contains("\"user\":\"libvirt\"").doesNotContain("usage");
    }

    @Test
    void theFormatIsKnownWhereTheTextStatesOne() {
        assertThat(BackingName.parse("json:{\"driver\":\"raw\",\"file\":{\"driver\":\"file\",\"filename\":\"/a\"}}"))
                .isEqualTo(new BackingName.Absolute(new File("/a"), Optional.of(ImageFormat.RAW)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "json:",
                "json:{}",
                "json:[]",
                "json:{\"driver\":\"file\",\"filename\":\"/S3CRET\"} x",
                "json:{\"driver\":\"file\",\"filename\":\"/S3CRET\",\"filename\":\"/b\"}",
                "json:{\"driver\":\"raw\",\"offset\":512,\"file\":{\"driver\":\"file\",\"filename\":\"/S3CRET\"}}",
                "json:{\"driver\":\"qcow2\",\"file\":\"S3CRET\"}",
                "json:{\"driver\":\"qcow2\",\"filename\":\"/S3CRET\"}",
                "json:{\"driver\":\"file\",\"filename\":\"S3CRET\"}",
                "json:{\"driver\":\"vmdk\",\"file\":{\"driver\":\"file\",\"filename\":\"/S3CRET\"}}",
                "json:{\"driver\":\"nbd\",\"host\":\"h\",\"port\":\"1\",\"tls-creds\":\"S3CRET\"}",
                "json:{\"driver\":\"rbd\",\"pool\":\"p\",\"image\":\"i\",\"snapshot\":\"S3CRET\"}",
                "json:{\"driver\":\"rbd\",\"pool\":\"p\",\"image\":\"i\",\"key-secret\":\"S3CRET\"}",
                "http://user:S3CRET@host/a.qcow2",
                "ssh://user:S3CRET@host/a.qcow2",
                "nbds://host/S3CRET",
                "nbd://user:S3CRET@host/x",
                "nbd://h:99999/S3CRET",
                "gluster://h/gv0",
                "gluster://h/gv0/S3CRET?transport=x",
                "gluster:///gv0/S3CRET",
                "gluster://h/gv0/S3CRET%2",
                "gluster://h/gv0/S3CRET%00",
                "gluster://h/gv0/S3CRET?socket=/s",
                "nfs://h/S3CRET?uid=root",
                "rbd:rbd/base@S3CRET",
                "rbd:S3CRET",
                "fat:rw:/S3CRET",
                "a\nS3CRET",
            })
    void whatIsNotUnderstoodIsRefusedWithoutBeingShown(String text) {
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> BackingName.parse(text))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BACKING_NAME_REFUSED);
                    assertThat(e.getMessage()).doesNotContain("S3CRET");
                });
    }

    @Test
    void endlessNestingIsRefused() {
        String text = "json:" + "{\"file\":".repeat(1000) + "1" + "}".repeat(1000);
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> BackingName.parse(text))
                .withMessageContaining("nested too deep");
    }
}
