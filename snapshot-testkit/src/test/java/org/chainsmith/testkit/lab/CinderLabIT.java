package org.chainsmith.testkit.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chainsmith.testkit.lab.LabProcess.CannotRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Cinder of the lab is a real one, and goes away without a trace. */
@ExtendWith(CinderExtension.class)
final class CinderLabIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern ID = Pattern.compile("\\| id +\\| ([0-9a-f-]{36}) \\|");

    @Test
    void itMakesVolumesAndSurvivesItsDeath(CinderLab lab) {
        Matcher created = ID.matcher(lab.cinder("create", "1", "--name", "a volume"));
        assertThat(created.find()).isTrue();
        Path file = lab.share().resolve("volume-" + created.group(1));
        Await.until(
                "the volume", PATIENCE, () -> Files.exists(file) && list(lab).contains("available"));

        lab.kill();
        lab.restart();
        assertThat(list(lab)).contains(created.group(1), "available");
        assertThat(file).hasSize(1L << 30);
    }

    private static String list(CinderLab lab) {
        return lab.cinder("list");
    }

    @Test
    void whatIsKilledIsRemovedByTheNext() throws CannotRun {
        LabProcess killed = LabProcess.start(LabProcess.script("cinder/cinder"), "run");
        List<ProcessHandle> all = killed.handle().descendants().toList();
        assertThat(all).isNotEmpty();
        killed.handle().destroyForcibly();
        Await.until("the end of its processes", PATIENCE, () -> all.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(killed.directory()).exists();
        try (LabProcess next = LabProcess.start(LabProcess.script("cinder/cinder"), "run")) {
            assertThat(next.directory()).exists();
            assertThat(killed.directory()).doesNotExist();
        }
    }
}
