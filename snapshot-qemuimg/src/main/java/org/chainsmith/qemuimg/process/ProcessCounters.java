package org.chainsmith.qemuimg.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The kernel's counters of this process and the children that it has waited for.
 *
 * @param storage bytes of files that were changed; 0 on a file system that has no storage of its own, such as tmpfs
 * @param calls bytes handed to write calls, also to those that only wake another thread
 */
public record ProcessCounters(long storage, long calls) {
    private static final Path IO = Path.of("/proc/self/io");

    /** As they are now; all 0 where the kernel does not count. */
    public static ProcessCounters now() {
        try {
            List<String> lines = Files.readAllLines(IO);
            return new ProcessCounters(value(lines, "write_bytes: "), value(lines, "wchar: "));
        } catch (IOException e) {
            return new ProcessCounters(0, 0);
        }
    }

    private static long value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                .sum();
    }

    /** The bytes written from then on: of files where they are counted, else those of the calls. */
    public long writtenSince(ProcessCounters then) {
        return storage > then.storage ? storage - then.storage : calls - then.calls;
    }
}
