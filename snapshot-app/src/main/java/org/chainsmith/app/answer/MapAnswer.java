package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import org.chainsmith.qemuimg.inspect.MappedImage;

/** What an image provides itself. Printed extent by extent, for there may be a million. */
public record MapAnswer(MappedImage image) {
    private static final int COLUMN = 20;

    public MapAnswer {
        requireNonNull(image, "image is null");
    }

    /** One object on one line. */
    public void printJson(PrintStream out) {
        String head = new JsonObject()
                .put("image", image.name())
                .put("format", image.format().id())
                .put("virtual-size", image.virtualSize().bytes())
                .put("lower-bound", image.map().lowerBound())
                .toString();
        out.print(Printable.of(head.substring(0, head.length() - 1)));
        StringBuilder separator = new StringBuilder(",\"extents\":[");
        // Numbers and three words: nothing that would have to be escaped.
        image.forEachExtent((start, length, kind) -> {
            out.print(separator + "{\"start\":" + start + ",\"length\":" + length + ",\"kind\":\"" + kind + "\"}");
            separator.replace(0, separator.length(), ",");
        });
        out.print((image.virtualSize().bytes() == 0 ? separator : "") + "]}\n");
    }

    /** A row for each extent. */
    public void printLines(PrintStream out) {
        out.print(padded(" Start") + padded("Length") + "Kind\n" + "-".repeat(2 * COLUMN + 7) + "\n");
        image.forEachExtent(
                (start, length, kind) -> out.print(padded(" " + start) + padded(Long.toString(length)) + kind + "\n"));
        if (image.map().lowerBound()) {
            out.print("\nA lower bound: the image is open for writing, and may provide more by now.\n");
        }
    }

    private static String padded(String cell) {
        return cell + " ".repeat(Math.max(1, COLUMN - cell.length()));
    }
}
