package org.chainsmith.qemuimg.posix;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The entries of a directory, through a descriptor of its own, so that concurrent listings do not disturb each other. */
final class Entries {
    private static final int BUFFER = 32 * 1024;
    private static final int LENGTH_AT = 16;
    private static final int NAME_AT = 19;

    private Entries() {}

    static List<String> names(int directory, String name) {
        int flags = Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC;
        long number = Errno.checked(() -> Libc.openat(directory, Names.HERE, flags, 0), "list", name);
        Descriptor listing = new Descriptor((int) number, name);
        try {
            return read(listing.number(), name);
        } finally {
            listing.close();
        }
    }

    private static List<String> read(int fd, String name) {
        List<String> names = new ArrayList<>();
        byte[] buffer = new byte[BUFFER];
        while (true) {
            long filled =
                    Errno.checked(() -> Libc.syscall(Libc.SYS_GETDENTS64, fd, buffer, buffer.length), "list", name);
            if (filled == 0) {
                return names;
            }
            collect(buffer, (int) filled, names);
        }
    }

    private static void collect(byte[] buffer, int filled, List<String> names) {
        int entry = 0;
        while (entry < filled) {
            int end = entry + NAME_AT;
            while (buffer[end] != 0) {
                end++;
            }
            String name = new String(buffer, entry + NAME_AT, end - entry - NAME_AT, StandardCharsets.UTF_8);
            if (!name.equals(".") && !name.equals("..")) {
                names.add(name);
            }
            entry += Short.toUnsignedInt(Struct.shortAt(buffer, entry + LENGTH_AT));
        }
    }
}
