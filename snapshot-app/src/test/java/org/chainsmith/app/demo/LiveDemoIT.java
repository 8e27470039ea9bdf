package org.chainsmith.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chainsmith.app.config.LibvirtHypervisors;
import org.chainsmith.app.config.QemuImgStores;
import org.chainsmith.testkit.lab.LabExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** The demonstration with its running guest, where a lab can run, and without it. */
final class LiveDemoIT {
    private final List<String> lines = new ArrayList<>();

    private int run(Map<String, String> environment, String... arguments) {
        Demo demo = new Demo(lines::add, new QemuImgStores(), new LibvirtHypervisors(), environment);
        return new CommandLine(demo).execute(arguments);
    }

    private String told() {
        return String.join("\n", lines);
    }

    private void requireProof() {
        assertThat(lines.get(lines.size() - 1)).startsWith("Every kept point in time reads as it did");
    }

    /** Where no lab can run, it is the lab of the extension that says so. */
    @ExtendWith(LabExtension.class)
    @Test
    void provesWhatItSaysOnARunningGuest() {
        Path script = Path.of("../snapshot-testkit/lab/lab").toAbsolutePath().normalize();

        assertThat(run(Map.of("CHAINSMITH_LAB", script.toString()))).isZero();

        requireProof();
        assertThat(told())
                .doesNotContain("left out")
                .containsPattern("snapshot 4 = [0-9a-f]{8}: filesystem consistency, frozen for [0-9]+ ms")
                .containsPattern("snapshot 1  vdb  records 1 to [0-9]+, sha256 [0-9a-f]{16}  same")
                .containsPattern("disk data: [0-9]+ records since the first snapshot, longest gap [0-9]+ ms")
                .containsPattern("disk journal: [0-9]+ records since the first snapshot, longest gap [0-9]+ ms");
    }

    @Test
    void aLabThatCannotRunIsNamed() {
        assertThat(run(Map.of("CHAINSMITH_LAB", "/bin/false"))).isZero();

        requireProof();
        assertThat(told()).contains("The part with a running guest is left out: /bin/false ended without an answer.");
    }
}
