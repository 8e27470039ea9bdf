package org.chainsmith.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.chainsmith.core.guest.DiskTarget;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private static final long MIB = 1 << 20;

    private static String shown(OutputFormat format) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, UTF_8);
        try (Progress progress = new Progress(new Terminal(stream, stream, format, true))) {
            progress.on(new DiskTarget("vdb")).progress("pull", 3 * MIB, 4 * MIB);
            progress.on(new DiskTarget("vda")).progress("commit", MIB, 4 * MIB);
        }
        return err.toString(UTF_8);
    }

    @Test
    void oneBarTellsHowFarEachDiskIs() {
        assertThat(shown(OutputFormat.TABLE)).contains("4/8 MiB").contains("vda commit 25%, vdb pull 75%");
    }

    @Test
    void scriptsSeeNone() {
        assertThat(shown(OutputFormat.JSON)).isEmpty();
    }
}
