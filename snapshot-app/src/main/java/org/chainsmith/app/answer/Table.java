package org.chainsmith.app.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Aligned plain columns under a line, as virsh prints them. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(List.of(titles));
    }

    /** Adds a row with as many cells as there are titles; an empty cell is shown as a dash. */
    Table row(List<String> cells, String... more) {
        rows.add(Stream.concat(cells.stream(), Stream.of(more))
                .map(cell -> cell.isEmpty() ? "-" : Printable.of(cell))
                .toList());
        return this;
    }

    List<String> lines() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(row, widths)));
        int longest = lines.stream().mapToInt(String::length).max().orElse(0);
        lines.add(1, "-".repeat(longest + 1));
        return lines;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder(" ");
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 3));
        }
        return line.toString().stripTrailing();
    }
}
