package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NetworkLocation.Rbd;
import org.chainsmith.core.chain.StorageUser;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.qemuimg.storage.ImageDirectory;
import org.chainsmith.qemuimg.storage.ImageFile;
import org.chainsmith.qemuimg.storage.TemporaryName;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Images of Ceph's block storage. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.CEPH)
final class RbdDiskIT extends NetworkVolumeStory {
    private static final int MIB = 1 << 20;

    private final RbdPlace place;

    RbdDiskIT(StorageLab lab) {
        super(lab);
        this.place = RbdPlace.in(lab);
    }

    @Override
    NetworkLocation newPlace() {
        return place.beside();
    }

    @Override
    String inHeader(ImageName backing) {
        return "rbd:rbd/" + place.beside().namespace().orElseThrow() + "/" + backing + ":id=libvirt:conf="
                + lab.cephConfiguration() + ":mon_host=" + lab.address();
    }

    @Override
    void removePlace() {
        place.empty(storage);
    }

    private ImageDirectory images() {
        return storage.open(place.beside(), name -> true);
    }

    @Test
    void anImageHasItsNameOnlyWhenItIsFinished() {
        String temporary = TemporaryName.of("image");
        try (ImageDirectory images = images()) {
            try (ImageFile file = images.createNew(temporary, 0600)) {
                assertThat(images.names()).containsExactly(temporary);
                file.write(0, ByteBuffer.wrap("first".getBytes(StandardCharsets.US_ASCII)));
                file.truncate(5 * MIB);
                file.write(8 * MIB, ByteBuffer.wrap("last".getBytes(StandardCharsets.US_ASCII)));
            }
            assertThat(images.names()).containsExactly(temporary);
            assertThat(images.status("image")).isEmpty();
            assertThat(images.openExisting("image")).isEmpty();
            assertThat(images.unlink("image")).isFalse();
            assertThatThrownBy(() -> images.createNew(temporary, 0600))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_EXISTS));

            assertThat(images.link(temporary, "image")).isTrue();
            assertThat(images.names()).containsExactly("image");
            assertThat(images.status(temporary)).isEmpty();
            assertThat(images.link(temporary, "image")).isFalse();
            assertThatThrownBy(() -> images.createNew(temporary, 0600))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_EXISTS));
            try (ImageFile file = images.openRegular("image")) {
                assertThat(file.status().size()).isEqualTo(8 * MIB + 4);
                assertThat(file.dataExtents().orElseThrow().bytes()).isBetween(9L, 2L * MIB);
                ByteBuffer read = ByteBuffer.allocate(100);
                assertThat(file.read(8 * MIB, read)).isEqualTo(4);
                assertThat(file.read(9 * MIB, read)).isZero();
            }
            assertThat(images.unlink("image")).isTrue();
            assertThat(images.unlink("image")).isFalse();
        }
    }

    @Test
    void anImageThatSomebodyHasOpenForWritingIsLeftAlone() throws Exception {
        List<SnapshotId> ids = layers(2);
        ImageName active = useCases().read(volume).chain().active().name();
        Process user = new ProcessBuilder(
                        "/usr/bin/qemu-io", "-f", "qcow2", new NetworkAddresses(place.beside()).argument(active))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Await.until("the image to be in use", Duration.ofSeconds(60), () -> isInUse(active));
            assertThatThrownBy(() -> useCases().deleteSnapshots(volume, Set.of(ids.get(0)), Set.of()))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_IN_USE));
            user.getOutputStream().close();
            assertThat(user.waitFor()).isZero();
        } finally {
            user.destroyForcibly();
        }
        assertThat(isInUse(active)).isFalse();
        useCases().deleteSnapshots(volume, Set.of(ids.get(0)), Set.of());
        assertThat(useCases().read(volume).chain().size()).isEqualTo(2);
    }

    private boolean isInUse(ImageName image) {
        try (ImageDirectory images = images();
                ImageFile file = images.openRegular(image.value())) {
            return file.lockedByOthers(0, 0);
        }
    }

    @Test
    void noKeyIsWrittenIntoAHeader() throws IOException {
        layers(2);
        String key = Files.readString(lab.cephKeyring()).replaceAll("(?s).*key = (\\S+).*", "$1");
        assertThat(key).hasSizeGreaterThan(30);
        assertThat(world.headers(useCases().read(volume).chain()))
                .contains("rbd:")
                .doesNotContain(key);
    }

    @Test
    void aUserWithoutAKeyAndAPoolThatIsNotThereAreRefused() {
        assertThatThrownBy(() -> storage.open(at("rbd", "nobody"), name -> false))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE))
                .hasMessageContaining("client.nobody");
        assertThatThrownBy(() -> storage.open(at("absent", "libvirt"), name -> false))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_NOT_FOUND));
    }

    private Rbd at(String pool, String user) {
        return new Rbd(
                pool,
                Optional.empty(),
                "image",
                place.beside().hosts(),
                Optional.of(new StorageUser(user, Optional.empty())),
                place.beside().configuration());
    }
}
