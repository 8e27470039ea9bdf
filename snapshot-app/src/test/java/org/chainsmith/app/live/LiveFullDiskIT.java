package org.chainsmith.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.chainsmith.app.place.DirectoryPlace;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.ErrorKind;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.assertion.VolumeContent;
import org.chainsmith.testkit.contract.World;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file system that is full costs nothing but time: it is told, and when there is space again all goes on. */
@ExtendWith(LabExtension.class)
@Timeout(180)
final class LiveFullDiskIT {
    /** Enough for records, too little for a cluster. */
    private static final int FOR_RECORDS = 40 << 10;

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
        world = new LibvirtWorld(lab, new DirectoryPlace(folder), ImageFormat.QCOW2);
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

    private void fill() {
        fillBut(FOR_RECORDS);
    }

    private void fillBut(int left) {
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException expected) {
            assertThat(folder.toFile().getUsableSpace()).isZero();
        }
        free(left);
    }

    private void free(int bytes) {
        try (RandomAccessFile file = new RandomAccessFile(filler().toFile(), "rw")) {
            file.setLength(file.length() - bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** There is no space for anything, or for the log but not for two overlays. */
    @ParameterizedTest
    @ValueSource(ints = {0, 8 << 10})
    void creationOnAFullFileSystemIsTold(int left) throws IOException {
        LiveRequest request =
                new LiveRequest(LiveRequest.Kind.CREATE, List.of(SnapshotId.random(), SnapshotId.random()));
        Map<VolumeId, VolumeContent> before = volumes.contents();
        fillBut(left);
        SnapshotException failure = failureOf(request, Effects.DIRECT);
        assertThat(failure.kind()).as("%s", failure).isEqualTo(ErrorKind.NO_SPACE);
        assertUnharmed(request, before, failure);
    }

    @ForMerges(Merge.ACTIVE_COMMIT)
    void mergeThatHasNoSpaceIsRefused(Merge merge) throws IOException {
        LiveRequest request = merge.request(volumes.snapshots(volumes.first()));
        Map<VolumeId, VolumeContent> before = volumes.contents();
        fill();
        SnapshotException failure = failureOf(request, Effects.DIRECT);
        assertThat(failure.code()).as("%s", failure).isEqualTo(ErrorCode.INSUFFICIENT_SPACE);
        assertThat(volumes.contents()).as("after the refusal").isEqualTo(before);
        assertUnharmed(request, before, failure);
    }

    @ForMerges({Merge.COMMIT, Merge.PULL})
    void jobThatRunsOutOfSpaceIsToldAsFailed(Merge merge) throws IOException {
        LiveRequest request = merge.request(volumes.snapshots(volumes.first()));
        Map<VolumeId, VolumeContent> before = volumes.contents();
        BeforeEffect filled = new BeforeEffect("start ", this::fill);
        SnapshotException failure = failureOf(request, filled);
        assertThat(filled.happened()).isTrue();
        assertThat(failure.code()).as("%s", failure).isIn(ErrorCode.JOB_FAILED, ErrorCode.OPERATION_UNFINISHED);
        assertThat(failure).hasMessageContaining("ended, failed");
        assertUnharmed(request, before, failure);
    }

    private SnapshotException failureOf(LiveRequest request, Effects effects) {
        SnapshotException failure = catchThrowableOfType(SnapshotException.class, () -> volumes.send(request, effects));
        assertThat(failure).isNotNull();
        return failure;
    }

    /** With space again, everything goes on. */
    private void assertUnharmed(LiveRequest request, Map<VolumeId, VolumeContent> before, SnapshotException failure)
            throws IOException {
        Files.delete(filler());
        volumes.assertSettled(request, before, "the file system was full: " + failure.getMessage());
    }

    /**
     * The base has all clusters that the overlay has, so that the commit needs no space; but records have to be written,
     * and there is nothing left for them but what was reserved.
     */
    @Test
    void commitRescuesAGuestThatFilledItsOverlay() {
        LiveRequest all = new LiveRequest(LiveRequest.Kind.DELETE, volumes.snapshots(volumes.first()));
        for (long chunk = 0; chunk < 5; chunk++) {
            world.write(volumes.first(), chunk * World.CHUNK, 77);
        }
        volumes.send(all);
        SnapshotId newest = SnapshotId.random();
        volumes.send(new LiveRequest(LiveRequest.Kind.CREATE, List.of(newest)));
        LiveRequest rescue = new LiveRequest(LiveRequest.Kind.DELETE, List.of(newest));
        fillBut(0);
        world.begin("yes | dd of=/dev/vda bs=64k count=5 iflag=fullblock; sync");
        world.awaitState("paused");
        assertThat(lab.virsh("domblkerror", world.name())).contains("vda: no space");
        assertThat(folder.toFile().getUsableSpace()).isZero();

        volumes.send(rescue);
        world.resume();
        assertThat(world.run("sync; head -c 327680 /dev/vda | tr -d y | wc -c").strip())
                .isEqualTo("163840");
        volumes.assertNothingOpen("rescued");
    }
}
