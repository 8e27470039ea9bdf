package org.chainsmith.qemuimg.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.chainsmith.qemuimg.storage.ImageFile;

/**
 * Formats that other programs would take a file for, by the bytes at known places (QEMU's own probes, and the footers of
 * VHD and DMG). It never tells what an image is; it only tells when raw bytes could be mistaken.
 */
final class KnownFormat {
    private static final int FOOTER = 512;
    private static final int START = 128;

    /** Bytes as Latin-1 characters. */
    private record Mark(int offset, String bytes, String format) {
        static Mark at(int offset, String bytes, String format) {
            return new Mark(offset, bytes, format);
        }

        boolean isIn(String area) {
            return area.startsWith(bytes, offset);
        }
    }

    private static final List<Mark> AT_THE_START = List.of(
            Mark.at(0, "QFI\u00fb", "qcow2"),
            Mark.at(0, "QED\0", "qed"),
            Mark.at(0, "KDMV", "vmdk"),
            Mark.at(0, "COWD", "vmdk"),
            Mark.at(0, "# Disk DescriptorFile", "vmdk"),
            Mark.at(0, "conectix", "vhd"),
            Mark.at(0, "vhdxfile", "vhdx"),
            Mark.at(64, "\u007f\u0010\u00da\u00be", "vdi"),
            Mark.at(0, "LUKS\u00ba\u00be", "luks"),
            Mark.at(0, "SKUL\u00ba\u00be", "luks"),
            Mark.at(0, "WithoutFreeSpace", "parallels"),
            Mark.at(0, "WithouFreSpacExt", "parallels"),
            Mark.at(0, "Bochs Virtual HD Image", "bochs"),
            Mark.at(0, "#!/bin/sh\n#V2.0 Format\nmodprobe cloop", "cloop"));

    private static final List<Mark> AT_THE_END = List.of(Mark.at(0, "conectix", "vhd"), Mark.at(0, "koly", "dmg"));

    private KnownFormat() {}

    /** The format that the file looks like, if any. Two short reads. */
    static Optional<String> of(ImageFile file) {
        Optional<String> start = find(AT_THE_START, read(file, 0, START));
        long length = file.status().size();
        return start.isPresent() || length < FOOTER ? start : find(AT_THE_END, read(file, length - FOOTER, FOOTER));
    }

    private static Optional<String> find(List<Mark> marks, String area) {
        return marks.stream().filter(mark -> mark.isIn(area)).map(Mark::format).findFirst();
    }

    private static String read(ImageFile file, long offset, int length) {
        ByteBuffer area = ByteBuffer.allocate(length);
        return new String(area.array(), 0, file.read(offset, area), ISO_8859_1);
    }
}
