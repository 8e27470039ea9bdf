import com.sun.jna.Function;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Wall time, and CPU time and bytes of this process and of the children it waited for. */
record Meter(long before, double cpu, long read, long written, long after) {
    static Meter now() {
        return new Meter(System.nanoTime(), cpu(0) + cpu(-1), io("rchar: "), io("wchar: "), System.nanoTime());
    }

    private static double cpu(int who) {
        Memory usage = new Memory(144); // struct rusage begins with two timevals, user and system
        Function.getFunction("c", "getrusage").invokeInt(new Object[] {who, usage});
        return usage.getLong(0) + usage.getLong(16) + (usage.getLong(8) + usage.getLong(24)) / 1e6;
    }

    private static long io(String counter) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/io"))) {
            return lines.filter(line -> line.startsWith(counter))
                    .mapToLong(line -> Long.parseLong(line.substring(counter.length())))
                    .sum();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String since(Meter start) {
        return String.format(
                Locale.ROOT,
                "\"wall\": %.6f, \"cpu\": %.6f, \"all_read\": %d, \"all_written\": %d",
                (before - start.after) / 1e9,
                cpu - start.cpu,
                read - start.read,
                written - start.written);
    }
}
