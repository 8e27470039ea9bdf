package org.chainsmith.core.chain.backing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON in a header: an object of objects, lists, texts, numbers and truth values. Strict and bounded. */
final class JsonText {
    /** A header holds at most 1023 bytes of backing name; libvirt's XML and callers may hold more. */
    private static final int LONGEST = 16 << 10;

    private static final int DEEPEST = 16;

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** The object; numbers and truth values are kept as their text. */
    static Map<String, Object> parse(String text) {
        if (text.length() > LONGEST) {
            throw Refused.because("its JSON is longer than " + LONGEST + " characters");
        }
        JsonText json = new JsonText(text);
        json.space();
        Map<String, Object> result = json.object(0);
        json.space();
        if (json.at != text.length()) {
            throw json.refused();
        }
        return result;
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        expect('{');
        if (!ends('}')) {
            do {
                space();
                String name = string();
                space();
                expect(':');
                if (members.put(name, value(depth + 1)) != null) {
                    throw Refused.because("its JSON has a name twice");
                }
            } while (goesOn('}'));
        }
        return members;
    }

    private List<Object> list(int depth) {
        List<Object> items = new ArrayList<>();
        expect('[');
        if (!ends(']')) {
            do {
                items.add(value(depth + 1));
            } while (goesOn(']'));
        }
        return items;
    }

    private Object value(int depth) {
        if (depth > DEEPEST) {
            throw Refused.because("its JSON is nested too deep");
        }
        space();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> string();
            default -> word();
        };
    }

    private String word() {
        int start = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        if (!word.matches("true|false|-?(0|[1-9][0-9]{0,18})")) {
            throw refused();
        }
        return word;
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < 0x20) {
                throw refused();
            }
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> throw refused();
        };
    }

    private char codeUnit() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw refused();
            }
            at++;
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private boolean ends(char end) {
        space();
        boolean ends = peek() == end;
        if (ends) {
            at++;
        }
        return ends;
    }

    private boolean goesOn(char end) {
        if (ends(end)) {
            return false;
        }
        expect(',');
        return true;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw refused();
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw refused();
        }
        return text.charAt(at);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private RuntimeException refused() {
        return Refused.because("its JSON is not well formed at character " + at);
    }

    /** The text as a JSON string. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }
}
