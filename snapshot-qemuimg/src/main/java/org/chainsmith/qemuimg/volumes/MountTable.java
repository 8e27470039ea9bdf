package org.chainsmith.qemuimg.volumes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** What the kernel says about mounted file systems. Source: Linux, proc(5), /proc/pid/mountinfo. */
final class MountTable {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Set<String> NO_LOCKS = Set.of("nolock", "local_lock=all", "local_lock=posix");

    private record Mount(Path point, String type, List<String> options) {}

    private MountTable() {}

    /** Refuses a directory on NFS that is mounted without locks: no other host would be kept out. */
    static void requireLocks(Path directory) {
        try {
            requireLocks(directory.toRealPath(), Files.readAllLines(MOUNTS));
        } catch (IOException e) {
            return; // absent directories are reported by those who open them; without /proc nothing is known
        }
    }

    static void requireLocks(Path directory, List<String> mountinfo) {
        Optional<Mount> mount = mountinfo.stream()
                .flatMap(line -> parse(line).stream())
                .filter(candidate -> directory.startsWith(candidate.point()))
                .max(Comparator.comparingInt(candidate -> candidate.point().getNameCount()));
        mount.filter(it -> it.type().startsWith("nfs"))
                .flatMap(it -> it.options().stream().filter(NO_LOCKS::contains).findFirst())
                .ifPresent(option -> {
                    throw new SnapshotException(
                                    ErrorCode.STORE_UNSAFE,
                                    "The store " + directory + " is on NFS, mounted with " + option
                                            + ": nothing would keep another host from writing to a volume.")
                            .hint("Mount the share with locks.");
                });
    }

    /** {@code id parent major:minor root point options [optional]... - type source superOptions}. */
    private static Optional<Mount> parse(String line) {
        String[] halves = line.split(" - ", 2);
        String[] first = halves[0].split(" ", -1);
        String[] second = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
        if (first.length < 6 || second.length < 3) {
            return Optional.empty();
        }
        return Optional.of(new Mount(Path.of(unescape(first[4])), second[0], List.of(second[2].split(","))));
    }

    private static String unescape(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
