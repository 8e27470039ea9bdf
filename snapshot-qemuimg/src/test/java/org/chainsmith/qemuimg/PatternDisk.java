package org.chainsmith.qemuimg;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a guest would write and read, through real qemu-io: cells of 64 KiB spread over the disk, each filled with one
 * byte value. The last write decides; a cell that was never written reads as zeros.
 */
final class PatternDisk {
    static final int CELLS = 24;
    private static final int CELL_BYTES = 64 << 10;
    private static final long SPACING = 1L << 20;

    private PatternDisk() {}

    /** The smallest disk that has all cells. */
    static long bytes() {
        return CELLS * SPACING;
    }

    static void write(Path image, String format, int cell, int value) {
        Outcome outcome = qemuIo(List.of(
                "-f", format, "-c", "write -P " + value + " " + cell * SPACING + " " + CELL_BYTES, image.toString()));
        if (outcome.status != 0) {
            throw new IllegalStateException("qemu-io failed on " + image + ": " + outcome.output);
        }
    }

    /** Makes a cell read as zeros without data. */
    static void writeZeros(Path image, String format, int cell) {
        Outcome outcome =
                qemuIo(List.of("-f", format, "-c", "write -z " + cell * SPACING + " " + CELL_BYTES, image.toString()));
        if (outcome.status != 0) {
            throw new IllegalStateException("qemu-io failed on " + image + ": " + outcome.output);
        }
    }

    /** Whether the image, through its chain, reads exactly these values. */
    static boolean reads(Path image, String format, int[] values) {
        List<String> arguments = new ArrayList<>(List.of("-r", "-f", format));
        for (int cell = 0; cell < CELLS; cell++) {
            arguments.addAll(List.of("-c", "read -P " + values[cell] + " " + cell * SPACING + " " + CELL_BYTES));
        }
        arguments.add(image.toString());
        Outcome outcome = qemuIo(arguments);
        return outcome.status == 0 && !outcome.output.contains("failed");
    }

    /** For messages: which values the image reads, cell by cell. */
    static String describe(Path image, String format, int[] expected) {
        List<Integer> wrong = new ArrayList<>();
        for (int cell = 0; cell < CELLS; cell++) {
            Outcome outcome = qemuIo(List.of(
                    "-r",
                    "-f",
                    format,
                    "-c",
                    "read -P " + expected[cell] + " " + cell * SPACING + " " + CELL_BYTES,
                    image.toString()));
            if (outcome.status != 0 || outcome.output.contains("failed")) {
                wrong.add(cell);
            }
        }
        return image.getFileName() + ": cells " + wrong + " do not read " + Arrays.toString(expected);
    }

    private record Outcome(int status, String output) {}

    private static Outcome qemuIo(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/qemu-io"));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new IllegalStateException("qemu-io could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
