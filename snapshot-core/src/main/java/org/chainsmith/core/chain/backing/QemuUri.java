package org.chainsmith.core.chain.backing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chainsmith.core.chain.StorageHost;

/**
 * A URI as QEMU reads it: {@code scheme[+transport]://[host[:port]]/path[?name=value&...]}, percent-encoded.
 *
 * @param transport empty if the scheme names none
 * @param path decoded, with its leading slash; empty if there is none
 */
record QemuUri(
        String scheme,
        String transport,
        Optional<String> host,
        OptionalInt port,
        String path,
        Map<String, String> query) {
    private static final Pattern FORM = Pattern.compile(
            "(?<scheme>[a-z]+)(\\+(?<transport>[a-z]+))?://"
                    + "(?<host>\\[[^\\]/?#@]*\\]|[^:/?#@\\[\\]]*)(:(?<port>[0-9]{1,5}))?"
                    + "(?<path>/[^?#]*)?(\\?(?<query>[^#]*))?",
            Pattern.DOTALL);

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

    static QemuUri parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw Refused.because("it is no URI of the kind that QEMU reads");
        }
        return new QemuUri(
                matcher.group("scheme"),
                Optional.ofNullable(matcher.group("transport")).orElse(""),
                Optional.of(matcher.group("host"))
                        .filter(host -> !host.isEmpty())
                        .map(QemuUri::withoutBrackets),
                Optional.ofNullable(matcher.group("port")).stream()
                        .mapToInt(Integer::parseInt)
                        .findFirst(),
                decoded(Optional.ofNullable(matcher.group("path")).orElse("")),
                query(Optional.ofNullable(matcher.group("query")).orElse("")));
    }

    private static String withoutBrackets(String host) {
        return decoded(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : text.split("[&;]", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                if (query.put(decoded(name), decoded(value)) != null) {
                    throw Refused.because("its URI says one thing twice");
                }
            }
        }
        return query;
    }

    /** The server that the URI names by host and port. */
    StorageHost.Inet inet() {
        return new StorageHost.Inet(host.orElseThrow(() -> Refused.because("its URI names no host")), port);
    }

    /** The server behind the socket that the URI names. */
    StorageHost.UnixSocket socket() {
        return new StorageHost.UnixSocket(
                Optional.ofNullable(query.get("socket")).orElseThrow(() -> Refused.because("its URI names no socket")));
    }

    static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            out.append(PLAIN.indexOf(c) >= 0 ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }

    private static String decoded(String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.put(in[i]);
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw Refused.because("its URI has a percent sign with no number");
            }
            out.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            throw Refused.because("its URI is not UTF-8");
        }
    }
}
