package org.chainsmith.qemuimg;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.merge.MergePlanner;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Report;
import org.chainsmith.core.snapshot.CreateSnapshots;
import org.chainsmith.core.snapshot.CreateVolume;
import org.chainsmith.core.snapshot.DeleteSnapshots;
import org.chainsmith.core.snapshot.RevertVolume;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeOperations;
import org.chainsmith.core.snapshot.VolumeReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of docs/how-to/use-as-a-library.md, run on real images. The page shows them line by line. */
final class LibrarySampleIT {
    private static final Path PAGE = Path.of("../docs/how-to/use-as-a-library.md");
    private static final Path SOURCE = Path.of("src/test/java/org/chainsmith/qemuimg/LibrarySampleIT.java");
    private static final Pattern SAMPLE = Pattern.compile("(?s)// begin sample\n(.*?)\n *// end sample");

    @TempDir
    Path directory;

    private Volume withConstructors() {
        // begin sample
        try (QemuImgBackend backend = QemuImgBackend.open(directory, QemuImgConfig.defaults(), Effects.DIRECT)) {
            VolumeOperations operations = new VolumeOperations(backend, Duration.ofSeconds(10));
            VolumeId volume = VolumeId.random();
            new CreateVolume(operations).create(volume, ImageFormat.RAW, VirtualSize.parse("1GiB"));

            SnapshotId first = SnapshotId.random();
            SnapshotId second = SnapshotId.random();
            new CreateSnapshots(operations).create(volume, first);
            new CreateSnapshots(operations).create(volume, second);

            DeleteSnapshots deletion = new DeleteSnapshots(operations, MergePlanner.offline(backend.features()));
            DeleteSnapshots.Request request = new DeleteSnapshots.Request(volume, Set.of(first), Set.of());
            Plan plan = deletion.plan(request); // changes nothing; what --dry-run prints
            Report report = deletion.delete(request, ProgressListener.NONE);
            System.out.println(plan.predictedBytes() + " bytes predicted, " + report.actualBytes() + " copied");

            new RevertVolume(operations).revert(volume, second, RevertVolume.NewerSnapshots.REFUSE);
            return new VolumeReader(backend).read(volume);
        }
        // end sample
    }

    private List<VolumeId> withGuice() {
        // begin sample
        Injector injector = Guice.createInjector(new QemuImgModule(directory, QemuImgConfig.defaults()));
        SnapshotBackend backend = injector.getInstance(SnapshotBackend.class);
        return backend.ledgers().volumes();
        // end sample
    }

    @Test
    void theSamplesDoWhatThePageSays() {
        Volume volume = withConstructors();

        assertThat(volume.chain().size()).isEqualTo(2);
        assertThat(volume.snapshots()).hasSize(1);
        assertThat(withGuice()).containsExactly(volume.id());
    }

    @Test
    void thePageShowsExactlyTheseLines() throws IOException {
        String page = Files.readString(PAGE);
        List<String> samples = SAMPLE.matcher(Files.readString(SOURCE))
                .results()
                .map(LibrarySampleIT::lines)
                .toList();

        assertThat(samples).hasSize(2).allSatisfy(sample -> assertThat(page).contains("```java\n" + sample + "\n```"));
    }

    private static String lines(MatchResult sample) {
        return sample.group(1).stripIndent();
    }
}
