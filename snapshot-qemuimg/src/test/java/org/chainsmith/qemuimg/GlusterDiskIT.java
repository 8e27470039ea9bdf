package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation.Gluster;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.network.NetworkStorage;
import org.chainsmith.qemuimg.storage.ImageDirectory;
import org.chainsmith.qemuimg.storage.ImageFile;
import org.chainsmith.testkit.contract.World;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.chainsmith.testkit.request.UseCases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is particular to images on a Gluster volume. */
@NeedsServer(StorageServer.GLUSTER)
final class GlusterDiskIT {
    private static StorageLab lab;
    private static Path mount;

    private final NetworkStorage storage = new NetworkStorage();
    private final VolumeId volume = VolumeId.random();
    private GlusterPlace place;
    private NetworkWorld world;

    @BeforeAll
    static void mount(StorageLab given) {
        lab = given;
        mount = given.mountGluster(given.directory());
    }

    @BeforeEach
    void makeWorld() {
        place = GlusterPlace.in(lab, mount);
        world = new NetworkWorld(storage, place.beside(), lab.quickEnd(), place::remove);
    }

    @AfterEach
    void close() {
        world.close();
        storage.close();
    }

    /** {@code base <- o1 <- o2 <- o3}, with so many MiB of data in each but the last. */
    private Volume layers(int mebibytes) {
        UseCases useCases = new UseCases(world.open(Effects.DIRECT));
        useCases.createVolume(volume, ImageFormat.RAW, new VirtualSize(256L << 20));
        for (int layer = 1; layer <= 3; layer++) {
            for (int i = 0; i < mebibytes; i++) {
                world.write(volume, ((long) i << 20) + layer * World.CHUNK, layer);
            }
            useCases.createSnapshot(volume, SnapshotId.random());
        }
        return useCases.read(volume);
    }

    private Volume read() {
        return new UseCases(world.open(Effects.DIRECT)).read(volume);
    }

    @Test
    void headersHoldNamesBesideEachOtherBeforeAndAfterAMerge() {
        Volume before = layers(1);
        List<ImageName> names =
                before.chain().images().stream().map(Image::name).toList();
        assertThat(world.headers(before.chain()))
                .isEqualTo("%s <- %s (%s) <- %s (%s) <- %s (%s)"
                        .formatted(
                                names.get(0),
                                names.get(1),
                                names.get(0),
                                names.get(2),
                                names.get(1),
                                names.get(3),
                                names.get(2)));
        new UseCases(world.open(Effects.DIRECT))
                .deleteSnapshots(volume, Set.of(before.snapshots().get(1).id()), Set.of());
        Volume after = read();
        assertThat(after.chain().size()).isEqualTo(3);
        String above = after.chain().images().get(1).name().value();
        assertThat(world.headers(after.chain()))
                .isEqualTo(
                        "%s <- %s (%s) <- %s (%s)".formatted(names.get(0), above, names.get(0), names.get(3), above));
    }

    /** The package with QEMU's drivers is missing where the tools look for them. */
    @Test
    void toolsWithoutTheDriverAreRecognisedBeforeAnythingIsTouched() {
        Volume before = layers(1);
        List<String> withoutDrivers = List.of(
                "/usr/bin/unshare",
                "--mount",
                "/bin/sh",
                "-c",
                "mount -t tmpfs none $(dirname /usr/lib/*/qemu/block-gluster.so) && exec \"$@\"",
                "sh");
        assertThatThrownBy(() -> new UseCases(world.openStartedBy(withoutDrivers))
                        .deleteSnapshots(
                                volume, Set.of(before.snapshots().get(1).id()), Set.of()))
                .hasMessageContaining("no driver for gluster")
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
        assertThat(read().chain().toString()).isEqualTo(before.chain().toString());
        assertThat(world.open(Effects.DIRECT).log().open(volume)).isEmpty();
    }

    @Test
    void headersThatLibvirtWroteMeanTheSame() throws Exception {
        Volume before = layers(1);
        String path = place.beside().path().replace("beside", "");
        ImageName base = before.chain().base().name();
        Path overlay =
                place.directory().resolve(before.chain().images().get(1).name().value());
        for (String text : List.of(
                "gluster://" + lab.address() + ":24007/gv0/" + path + base,
                "gluster://" + lab.address() + "/gv0/" + path + "./" + base,
                "json:{\"file\":{\"driver\":\"gluster\",\"volume\":\"gv0\",\"path\":\"" + path + base
                        + "\",\"server\":[{\"type\":\"inet\",\"host\":\"" + lab.address()
                        + "\",\"port\":\"24007\"}]}}")) {
            repointBlindly(overlay, text);
            assertThat(read().chain().toString()).isEqualTo(before.chain().toString());
        }
        new UseCases(world.open(Effects.DIRECT))
                .deleteSnapshots(volume, Set.of(before.snapshots().get(0).id()), Set.of());
        assertThat(read().chain().size()).isEqualTo(3);
    }

    @Test
    void headersThatLeadElsewhereAreRefusedAndShowNoKey() throws Exception {
        Volume before = layers(1);
        Path overlay =
                place.directory().resolve(before.chain().images().get(1).name().value());
        String base = before.chain().base().name().value();
        for (String text : List.of(
                "gluster://" + lab.address() + "/gv0/elsewhere/" + base,
                "gluster://127.0.0.1/gv0/" + place.beside().path().replace("beside", "") + base,
                "rbd:pool/" + base + ":id=admin:key=SECRET")) {
            repointBlindly(overlay, text);
            assertThatThrownBy(this::read)
                    .isInstanceOfSatisfying(
                            SnapshotException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.BACKING_NAME_REFUSED))
                    .hasMessageNotContaining("SECRET");
        }
    }

    private static void repointBlindly(Path overlay, String text) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "/usr/bin/qemu-img", "rebase", "-u", "-f", "qcow2", "-F", "raw", "-b", text, overlay.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void whatIsThereIsNeverReplaced() throws IOException {
        try (ImageDirectory images = storage.open(place.beside(), name -> false)) {
            Path other = Files.writeString(place.directory().resolve("taken"), "of somebody else");
            assertThatThrownBy(() -> images.createNew("taken", 0600))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_EXISTS));
            try (ImageFile mine = images.createNew("mine", 0600)) {
                mine.write(0, ByteBuffer.wrap("mine".getBytes(StandardCharsets.US_ASCII)));
            }
            assertThat(images.link("mine", "taken")).isFalse();
            assertThat(other).hasContent("of somebody else");
            assertThat(images.link("mine", "ours")).isTrue();
            assertThat(images.link("mine", "ours")).as("after a lost reply").isTrue();
        }
    }

    @Test
    void anOverlayBelongsToTheOwnerOfTheImageBelow() throws IOException {
        UseCases useCases = new UseCases(world.open(Effects.DIRECT));
        ImageName base = useCases.createVolume(volume, ImageFormat.RAW, new VirtualSize(1L << 20))
                .chain()
                .base()
                .name();
        Path file = place.directory().resolve(base.value());
        Files.setAttribute(file, "unix:uid", 64_055);
        Files.setAttribute(file, "unix:gid", 105);
        Files.setAttribute(file, "unix:mode", 0640);
        useCases.createSnapshot(volume, SnapshotId.random());
        Path overlay = place.directory().resolve(read().chain().active().name().value());
        assertThat(Files.readAttributes(overlay, "unix:uid,gid"))
                .containsEntry("uid", 64_055)
                .containsEntry("gid", 105);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(overlay)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void whatAnotherClientWritesIsSeenAtOnce() throws IOException {
        Path file = place.directory().resolve("changing");
        try (ImageDirectory images = storage.open(place.beside(), name -> false)) {
            for (int i = 10; i < 40; i++) {
                Files.writeString(file, "round " + i + ".".repeat(i));
                try (ImageFile opened = images.openRegular("changing")) {
                    ByteBuffer read = ByteBuffer.allocate(100);
                    opened.read(0, read);
                    assertThat(new String(read.array(), 0, read.position(), StandardCharsets.US_ASCII))
                            .isEqualTo("round " + i + ".".repeat(i));
                }
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsToldFromADirectoryThatIsNotThere() {
        Gluster nowhere = new Gluster("gv0", "images/a", List.of(StorageHost.Inet.of("127.0.0.1", 1)));
        assertThatThrownBy(() -> storage.open(nowhere, name -> false))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE));
        Gluster absent = new Gluster("gv0", "no/images/a", place.beside().hosts());
        assertThatThrownBy(() -> storage.open(absent, name -> false))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_NOT_FOUND));
    }

    @Test
    void aMergeWhoseServerDiesSettlesWhenTheServerIsBack() {
        Volume before = layers(4);
        String active = world.digest(volume, before.chain().active().name());
        SnapshotId middle = before.snapshots().get(1).id();
        SnapshotBackend dying = world.open(new KillServerWithin("block-commit"));
        assertThatThrownBy(() -> new UseCases(dying).deleteSnapshots(volume, Set.of(middle), Set.of()))
                .isInstanceOf(SnapshotException.class);
        lab.startServer();
        Await.until("the server to be back for all", Duration.ofSeconds(60), this::isBack);
        new UseCases(world.open(Effects.DIRECT)).recover(volume);
        new UseCases(world.open(Effects.DIRECT)).deleteSnapshots(volume, Set.of(middle), Set.of());
        Volume after = read();
        assertThat(after.chain().size()).isEqualTo(3);
        assertThat(world.digest(volume, after.chain().active().name())).isEqualTo(active);
        assertThat(world.names()).hasSize(3);
    }

    private boolean isBack() {
        try {
            return !world.names().isEmpty() && Files.exists(place.directory());
        } catch (SnapshotException e) {
            return false;
        }
    }

    /** Kills the server while a tool is at work, before the tool is told what to do. */
    private static final class KillServerWithin implements Effects {
        private final String what;

        KillServerWithin(String what) {
            this.what = what;
        }

        @Override
        public <T> T perform(String effect, Supplier<T> act) {
            if (!effect.contains(what)) {
                return act.get();
            }
            Thread killer = new Thread(lab::killServer);
            killer.start();
            try {
                return act.get();
            } finally {
                join(killer);
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
