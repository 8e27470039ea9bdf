package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.chainsmith.core.backend.ConsistencyRecords;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation.Nbd;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.PointInTime;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.network.NetworkStorage;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;
import org.chainsmith.qemuimg.storage.ImageDirectory;
import org.chainsmith.qemuimg.storage.ImageFile;
import org.chainsmith.qemuimg.volumes.DiskLayout;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.chainsmith.testkit.request.UseCases;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk whose images are exports of an NBD server, which nobody can make or remove over NBD. */
@NeedsServer(StorageServer.NBD)
final class NbdDiskIT {
    private static final int MEBIBYTES = 16;
    private static final int STRIDE = Boolean.getBoolean("chainsmith.full") ? 1 : 4;
    private static StorageLab lab;

    private final NetworkStorage storage = new NetworkStorage();
    private final VolumeId volume = VolumeId.random();
    private final List<SnapshotId> ids = List.of(SnapshotId.random(), SnapshotId.random(), SnapshotId.random());
    private final ImageName base = new ImageName("disk-" + volume);
    private final Map<ImageName, String> kept = new HashMap<>();
    private final Ledgers ledgers = new Ledgers();

    @TempDir
    private Path state;

    @BeforeAll
    static void take(StorageLab given) {
        lab = given;
    }

    @BeforeEach
    void makeDisk() {
        lab.newExports(MEBIBYTES, List.of(base.value()));
        lab.newExports(MEBIBYTES + 2, ids.stream().map(id -> base + "." + id).toList());
        ledgers.save(new SnapshotLedger(volume, base, new TreeMap<>(), Map.of(base, ImageFormat.RAW)));
    }

    private Nbd location() {
        return new Nbd(base.value(), StorageHost.Inet.of(lab.address()));
    }

    private QemuImgBackend open(Effects effects) {
        return QemuImgBackend.ofNetworkDisk(
                storage,
                location(),
                state,
                new DiskLayout(volume, base),
                ledgers,
                new NoConsistency(),
                QemuImgConfig.defaults(),
                effects);
    }

    private UseCases useCases() {
        return new UseCases(open(Effects.DIRECT));
    }

    private void takeSnapshots() {
        for (int i = 0; i < ids.size(); i++) {
            write(i);
            useCases().createSnapshot(volume, ids.get(i));
        }
        write(ids.size());
        remember();
    }

    private void write(int layer) {
        Image active = useCases().read(volume).chain().active();
        run(
                "/usr/bin/qemu-io",
                "-f",
                active.format().id(),
                "-c",
                "write -P " + (1 + layer) + " 0 64k",
                "-c",
                "write -P " + (11 + layer) + " " + (1 + layer) + "M 64k",
                argument(active.name()));
    }

    private String argument(ImageName image) {
        return new NetworkAddresses(location()).argument(image);
    }

    private void remember() {
        Volume read = useCases().read(volume);
        read.snapshots().forEach(point -> kept.put(point.data(), contents(read, point.data())));
    }

    private String contents(Volume read, ImageName image) {
        Path copy = state.resolve("copy");
        run(
                "/usr/bin/qemu-img",
                "convert",
                "-f",
                read.chain().image(image).format().id(),
                "-O",
                "raw",
                argument(image),
                copy.toString());
        try {
            return Integer.toString(Arrays.hashCode(Files.readAllBytes(copy)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as(String.join(" ", command) + ": " + output)
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void snapshotsAreTakenIntoExportsThatAreThereAndHeadersSayWhereTheyAre() {
        takeSnapshots();
        Volume read = useCases().read(volume);
        assertThat(read.chain().toString())
                .isEqualTo(base + " <- " + base + "." + ids.get(0) + " <- " + base + "." + ids.get(1) + " <- " + base
                        + "." + ids.get(2));
        String info = backingOf(read.chain().active().name());
        assertThat(info).isEqualTo("nbd://" + lab.address() + "/" + base + "." + ids.get(1));
        assertThat(open(Effects.DIRECT).images().present(volume)).hasSize(4);
    }

    private String backingOf(ImageName image) {
        try (ImageDirectory exports = storage.open(location(), name -> false);
                ImageFile file = exports.openRegular(image.value())) {
            return Qcow2Header.read(file).backingName().orElse("nothing");
        }
    }

    @Test
    void deletingAnySnapshotKeepsAllOthersAndGivesItsExportBack() {
        takeSnapshots();
        for (int index : List.of(1, 0, 2)) {
            useCases().deleteSnapshots(volume, Set.of(ids.get(index)), Set.of());
            Volume after = useCases().read(volume);
            for (PointInTime point : after.snapshots()) {
                assertThat(contents(after, point.data())).as(point.toString()).isIn(kept.values());
            }
        }
        assertThat(useCases().read(volume).chain().toString()).isEqualTo(base.value());
        assertThat(open(Effects.DIRECT).images().present(volume)).containsExactly(base);
        useCases().createSnapshot(volume, ids.get(0));
        assertThat(useCases().read(volume).chain().size()).isEqualTo(2);
    }

    @Test
    void anOverlayGoesOverNothingThatIsThere() throws IOException {
        Path taken = lab.exportedFile(base + "." + ids.get(0));
        try (RandomAccessFile file = new RandomAccessFile(taken.toFile(), "rw")) {
            file.writeBytes("of somebody else");
        }
        assertThatThrownBy(() -> useCases().createSnapshot(volume, ids.get(0))).isInstanceOf(SnapshotException.class);
        assertThat(new String(Files.readAllBytes(taken), 0, 16, StandardCharsets.US_ASCII))
                .isEqualTo("of somebody else");
        assertThat(useCases().read(volume).chain().toString()).isEqualTo(base.value());
    }

    @Test
    void withoutAnExportOrWithOneThatIsTooSmallNothingIsTaken() {
        SnapshotId unprepared = SnapshotId.random();
        assertThatThrownBy(() -> useCases().createSnapshot(volume, unprepared))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_MISSING));
        SnapshotId small = SnapshotId.random();
        lab.newExports(MEBIBYTES, List.of(base + "." + small));
        assertThatThrownBy(() -> useCases().createSnapshot(volume, small))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INSUFFICIENT_SPACE));
        assertThat(useCases().read(volume).snapshots()).isEmpty();
    }

    @Test
    void aCreateThatDiesAnywhereIsTakenBackOrFinished() {
        boolean died = true;
        for (int effect = 0; died; effect += STRIDE) {
            KillAtEffect effects = KillAtEffect.kill(When.BEFORE, effect);
            try {
                new UseCases(open(effects)).createSnapshot(volume, ids.get(0));
            } catch (Killed expected) {
                assertThat(effects.isDead()).isTrue();
            }
            died = effects.isDead();
            useCases().recover(volume);
            useCases().createSnapshot(volume, ids.get(0));
            assertThat(useCases().read(volume).chain().size()).isEqualTo(2);
            useCases().deleteSnapshots(volume, Set.of(ids.get(0)), Set.of());
        }
    }

    @Test
    void aMergeWhoseServerDiesSettlesWhenTheServerIsBack() {
        takeSnapshots();
        Effects killing = new Effects() {
            @Override
            public <T> T perform(String effect, Supplier<T> act) {
                if (effect.contains("block-commit")) {
                    lab.killServer();
                }
                return act.get();
            }
        };
        UseCases dying = new UseCases(open(killing));
        assertThatThrownBy(() -> dying.deleteSnapshots(volume, Set.of(ids.get(1)), Set.of()))
                .isInstanceOf(SnapshotException.class);
        lab.startServer();
        useCases().recover(volume);
        useCases().deleteSnapshots(volume, Set.of(ids.get(1)), Set.of());
        Volume after = useCases().read(volume);
        assertThat(after.chain().size()).isEqualTo(3);
        for (PointInTime point : after.snapshots()) {
            assertThat(contents(after, point.data())).isIn(kept.values());
        }
    }

    /** The ledger of the one disk, in memory. */
    private static final class Ledgers implements SnapshotLedgers {
        private final Map<VolumeId, SnapshotLedger> ledgers = new HashMap<>();

        @Override
        public List<VolumeId> volumes() {
            return List.copyOf(ledgers.keySet());
        }

        @Override
        public Optional<SnapshotLedger> find(VolumeId of) {
            return Optional.ofNullable(ledgers.get(of));
        }

        @Override
        public void save(SnapshotLedger ledger) {
            ledgers.put(ledger.volume(), ledger);
        }

        @Override
        public void forget(VolumeId of) {
            ledgers.remove(of);
        }
    }

    /** Nobody asks how consistent they are. */
    private static final class NoConsistency implements ConsistencyRecords {
        @Override
        public Map<SnapshotId, Consistency> find(VolumeId of) {
            return Map.of();
        }

        @Override
        public void save(VolumeId of, Map<SnapshotId, Consistency> reached) {
            // nothing to keep
        }
    }
}
