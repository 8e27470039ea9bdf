package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** A file system that is full costs nothing but time: it is told, and when there is space again all goes on. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@ExtendWith(LabExtension.class)
@Timeout(180)
final class LiveFullDiskIT {
    /** Enough for records, too little for a cluster. */
    private static final int LEFT = 40 << 10;

    private final LibvirtLab lab;
    private Path folder;
    private LibvirtWorld world;
    private VolumesUnderTest volumes;

    LiveFullDiskIT(LibvirtLab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void startGuest() throws IOException {
        Path small = lab.newSmallFileSystem(16);
        folder = Files.createDirectory(small.resolve("volumes"));
        world = new LibvirtWorld(lab, folder, ImageFormat.QCOW2);
        volumes = new VolumesUnderTest(world);
        volumes.ensureThreeSnapshots();
    }

    @AfterEach
    void endGuest() {
        world.close();
    }

    private Path filler() {
        return folder.resolveSibling("filler");
    }

    private void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException expected) {
            assertThat(folder.toFile().getUsableSpace()).isZero();
        }
        try (RandomAccessFile file = new RandomAccessFile(filler().toFile(), "rw")) {
            file.setLength(file.length() - LEFT);
        }
    }

    @Test
    void fullFileSystemUnderACreationIsTold() throws IOException {
        assertTold(new LiveRequest(LiveRequest.Kind.CREATE, List.of(SnapshotId.random(), SnapshotId.random())));
    }

    @Test
    void fullFileSystemUnderACommitIsTold() throws IOException {
        assertTold(new LiveRequest(
                LiveRequest.Kind.DELETE,
                List.of(volumes.snapshots(volumes.first()).get(1))));
    }

    @Test
    void fullFileSystemUnderAnActiveCommitIsTold() throws IOException {
        assertTold(new LiveRequest(LiveRequest.Kind.DELETE, volumes.snapshots(volumes.first())));
    }

    @Test
    void fullFileSystemUnderAPullIsTold() throws IOException {
        assertTold(new LiveRequest(
                LiveRequest.Kind.DELETE_BY_PULL,
                List.of(volumes.snapshots(volumes.first()).get(2))));
    }

    private void assertTold(LiveRequest request) throws IOException {
        Map<VolumeId, VolumeContent> before = volumes.contents();
        fill();
        SnapshotException failure = catchThrowableOfType(SnapshotException.class, () -> volumes.send(request));
        assertThat(failure).isNotNull();
        assertThat(failure.kind())
                .as("%s", failure)
                .isIn(ErrorKind.NO_SPACE, ErrorKind.FAILED, ErrorKind.OUTCOME_UNKNOWN);
        assertThat(world.isFrozen()).isFalse();
        Files.delete(filler());
        volumes.assertSettled(request, before, "the file system was full: " + failure.getMessage());
    }

    /** The base has all clusters that the overlay has, so that the commit needs no space. */
    @Test
    void commitRescuesAGuestThatFilledItsOverlay() throws IOException {
        LiveRequest request = new LiveRequest(LiveRequest.Kind.DELETE, volumes.snapshots(volumes.first()));
        for (long chunk = 3; chunk < 5; chunk++) {
            world.write(volumes.first(), chunk << 16, 77);
        }
        volumes.send(request);
        SnapshotId newest = SnapshotId.random();
        volumes.send(new LiveRequest(LiveRequest.Kind.CREATE, List.of(newest)));
        fill();
        world.run("(yes | dd of=/dev/vda bs=64k count=5 iflag=fullblock; sync) >/dev/null 2>&1 &");
        world.awaitState("paused");
        assertThat(lab.virsh("domblkerror", world.name())).contains("vda: no space");

        volumes.send(new LiveRequest(LiveRequest.Kind.DELETE, List.of(newest)));
        world.resume();
        assertThat(world.run("sync; head -c 327680 /dev/vda | tr -d y | wc -l").strip())
                .isEqualTo("163840");
        volumes.assertNothingOpen("rescued");
    }
}
