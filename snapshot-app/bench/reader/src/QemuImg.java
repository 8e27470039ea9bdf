package org.chainsmith.bench;

import java.util.ArrayList;
import java.util.List;

/** One call of qemu-img whose output nobody reads: to its favour. */
final class QemuImg {
    private QemuImg() {}

    static int run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/qemu-img"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return Checked.equal(process.waitFor(), 0);
    }
}
