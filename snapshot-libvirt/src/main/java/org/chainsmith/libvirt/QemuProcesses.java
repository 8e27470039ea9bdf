package org.chainsmith.libvirt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chainsmith.core.guest.GuestId;

/**
 * The QEMU processes of guests, as far as the kernel of this host shows them: for figures, and to tell one run of a guest
 * from another. Where a guest's process was found is remembered, and still looked at each time.
 */
final class QemuProcesses {
    private static final String COUNTER = "wchar: ";

    /** Field 22 of /proc/PID/stat, where the two before the name's closing bracket are left out. */
    private static final int STARTED_AT = 19;

    private final Map<GuestId, Path> found = new ConcurrentHashMap<>();

    /** Bytes that the process handed to write calls, for its guest and for block jobs; 0 where they cannot be read. */
    long bytesWritten(GuestId guest) {
        return find(guest).map(QemuProcesses::counter).orElse(0L);
    }

    /**
     * Tells this run of the guest from every other: the boot of the host, the process, and when it began. Empty where the
     * kernel does not show it.
     */
    Optional<String> run(GuestId guest) {
        return find(guest).flatMap(process -> {
            try {
                String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                        .strip();
                String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
                List<String> afterName =
                        List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
                return Optional.of(boot + "/" + process.getFileName() + "/" + afterName.get(STARTED_AT));
            } catch (IOException e) {
                return Optional.empty(); // it has ended
            }
        });
    }

    private Optional<Path> find(GuestId guest) {
        String argument = "\0-uuid\0" + guest + "\0";
        Optional<Path> process = Optional.ofNullable(found.get(guest))
                .filter(known -> commandLine(known).contains(argument))
                .or(() -> search(argument));
        process.ifPresentOrElse(there -> found.put(guest, there), () -> found.remove(guest));
        return process;
    }

    private static Optional<Path> search(String argument) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (commandLine(process).contains(argument)) {
                    return Optional.of(process);
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static String commandLine(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    private static long counter(Path process) {
        try {
            return Files.readAllLines(process.resolve("io")).stream()
                    .filter(line -> line.startsWith(COUNTER))
                    .map(line -> Long.parseLong(line.substring(COUNTER.length()).strip()))
                    .findFirst()
                    .orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }
}
