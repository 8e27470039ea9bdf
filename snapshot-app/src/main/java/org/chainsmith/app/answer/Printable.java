package org.chainsmith.app.answer;

import static java.util.stream.Collectors.joining;

/** Makes text from outside safe for a terminal. */
public final class Printable {
    private Printable() {}

    /** The text with every character escaped that a terminal might obey or that reorders or hides others. */
    public static String of(String text) {
        if (text.codePoints().allMatch(Printable::isPlain)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isPlain(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(escaped(c));
            }
        });
        return out.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String escaped(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            // As in JSON, so that a JSON text stays the same JSON text.
            default ->
                Character.toString(c)
                        .chars()
                        .mapToObj(unit -> String.format("\\u%04x", unit))
                        .collect(joining());
        };
    }
}
