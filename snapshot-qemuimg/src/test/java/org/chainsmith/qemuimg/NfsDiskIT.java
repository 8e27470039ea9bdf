package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NetworkLocation.Nfs;
import org.chainsmith.core.chain.NfsIdentity;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.storage.ImageDirectory;
import org.chainsmith.qemuimg.storage.ImageFile;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Images that QEMU opens over NFS by itself. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.NFS)
final class NfsDiskIT extends NetworkVolumeStory {
    private final NfsPlace place;

    NfsDiskIT(StorageLab lab) {
        super(lab);
        this.place = NfsPlace.in(lab);
    }

    @Override
    NetworkLocation newPlace() {
        return place.beside();
    }

    @Override
    String inHeader(ImageName backing) {
        return "nfs://" + lab.address() + place.directory() + "/" + backing;
    }

    @Override
    void removePlace() {
        place.remove();
    }

    private ImageDirectory images() {
        return storage.open(place.beside(), name -> false);
    }

    @Test
    void whatIsThereIsNeverReplacedAndLinksAreNotFollowed() throws IOException {
        Path other = Files.writeString(place.directory().resolve("taken"), "of somebody else");
        Files.createSymbolicLink(place.directory().resolve("link"), other);
        try (ImageDirectory images = images()) {
            assertThatThrownBy(() -> images.createNew("taken", 0600))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_EXISTS));
            assertThatThrownBy(() -> images.createNew("link", 0600))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_EXISTS));
            assertThatThrownBy(() -> images.openRegular("link"))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_NOT_REGULAR));
            try (ImageFile mine = images.createNew("mine", 0600)) {
                mine.write(0, ByteBuffer.wrap("mine".getBytes(StandardCharsets.US_ASCII)));
            }
            assertThat(images.link("mine", "taken")).isFalse();
            assertThat(images.link("mine", "link")).isFalse();
            assertThat(images.link("mine", "ours")).isTrue();
            assertThat(images.link("mine", "ours")).as("after a lost reply").isTrue();
            assertThat(images.names()).containsExactlyInAnyOrder("taken", "link", "mine", "ours");
            assertThat(images.unlink("mine")).isTrue();
            assertThat(images.unlink("mine")).isFalse();
        }
        assertThat(other).hasContent("of somebody else");
    }

    /** QEMU looks for it below the overlay, as if that were a directory. */
    @Test
    void aRelativeNameInAHeaderIsRefused() throws Exception {
        layers(1);
        BackingChain chain = useCases().read(volume).chain();
        Process rebase = new ProcessBuilder(
                        "/usr/bin/qemu-img",
                        "rebase",
                        "-u",
                        "-f",
                        "qcow2",
                        "-F",
                        "raw",
                        "-b",
                        chain.base().name().value(),
                        place.directory().resolve(chain.active().name().value()).toString())
                .inheritIO()
                .start();
        assertThat(rebase.waitFor()).isZero();
        assertThatThrownBy(() -> useCases().read(volume))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BACKING_NAME_REFUSED))
                .hasMessageContaining("over nfs QEMU understands nothing else");
    }

    @Test
    void anOverlayBelongsToTheOwnerOfTheImageBelow() throws IOException {
        Path model = Files.createFile(place.directory().resolve("model"));
        Files.setAttribute(model, "unix:uid", 64_055);
        Files.setAttribute(model, "unix:gid", 105);
        Files.setAttribute(model, "unix:mode", 0640);
        try (ImageDirectory images = images();
                ImageFile overlay = images.createLike("overlay", "model")) {
            assertThat(overlay.status().permissions()).isEqualTo(0640);
        }
        Path overlay = place.directory().resolve("overlay");
        assertThat(Files.readAttributes(overlay, "unix:uid,gid"))
                .containsEntry("uid", 64_055)
                .containsEntry("gid", 105);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(overlay)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void theServerIsAskedAsTheGivenUserAndAsNoOther() throws IOException {
        Files.setAttribute(place.directory(), "unix:uid", 64_055);
        Files.setAttribute(place.directory(), "unix:mode", 0700);
        try (ImageDirectory images = storage.open(as(NfsIdentity.of(64_055, 64_055)), name -> false);
                ImageFile file = images.createNew("mine", 0600)) {
            assertThat(file.status().size()).isZero();
        }
        assertThat(Files.readAttributes(place.directory().resolve("mine"), "unix:uid"))
                .containsEntry("uid", 64_055);
        try (ImageDirectory images = storage.open(as(NfsIdentity.of(4711, 4711)), name -> false)) {
            assertThatThrownBy(() -> images.createNew("other", 0600)).hasMessageContaining("EACCES");
        }
        NfsIdentity named = new NfsIdentity(Optional.of("qemu"), Optional.empty());
        assertThatThrownBy(() -> storage.open(as(named), name -> false))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
    }

    private Nfs as(NfsIdentity identity) {
        return new Nfs(place.beside().path(), place.beside().host(), Optional.of(identity));
    }

    @Test
    void whatAnotherClientWritesIsSeenAtOnce() throws IOException {
        Path file = place.directory().resolve("changing");
        try (ImageDirectory images = images()) {
            for (int i = 10; i < 40; i++) {
                String text = "round " + i + ".".repeat(i);
                Files.writeString(file, text);
                try (ImageFile opened = images.openRegular("changing")) {
                    ByteBuffer read = ByteBuffer.allocate(100);
                    opened.read(0, read);
                    assertThat(new String(read.array(), 0, read.position(), StandardCharsets.US_ASCII))
                            .isEqualTo(text);
                }
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerAndADirectoryThatIsNotExportedAreRefused() {
        Nfs nowhere = new Nfs("/images/a", StorageHost.Inet.of("127.0.0.1"), Optional.empty());
        assertThatThrownBy(() -> storage.open(nowhere, name -> false))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE));
        Nfs absent = new Nfs(place.place() + "/no/images/a", place.beside().host(), Optional.empty());
        assertThatThrownBy(() -> storage.open(absent, name -> false))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE))
                .hasMessageContaining("EACCES");
    }
}
