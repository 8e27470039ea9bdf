package org.chainsmith.core.chain.backing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.chain.StorageUser;

/**
 * {@code rbd:pool/[namespace/]image[:option=value]...}, where a backslash takes a character as it is. A key in the
 * options is passed over and forgotten.
 */
final class RbdForm {
    private static final Pattern MONITOR = Pattern.compile("(?<host>\\[[^\\]]+\\]|[^:\\[\\]]+)(:(?<port>[0-9]{1,5}))?");

    private RbdForm() {}

    static NetworkLocation.Rbd parse(String text) {
        List<String> parts = split(text.substring("rbd:".length()));
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : parts.subList(1, parts.size())) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            if (options.put(name, option.substring(equals + 1)) != null) {
                throw Refused.because("its RBD options say one thing twice");
            }
        }
        return NetworkLocation.Rbd.named(
                parts.get(0),
                monitors(Optional.ofNullable(options.get("mon_host")).orElse("")),
                Optional.ofNullable(options.get("id")).map(RbdForm::user),
                Optional.ofNullable(options.get("conf")));
    }

    static StorageUser user(String name) {
        return new StorageUser(name, Optional.empty());
    }

    /** Splits at colons that no backslash protects, and takes the backslashes away. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c == '\\' && i + 1 < text.length() ? text.charAt(++i) : c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static List<StorageHost.Inet> monitors(String text) {
        List<StorageHost.Inet> hosts = new ArrayList<>();
        for (String monitor : text.split("[;, ]", -1)) {
            if (!monitor.isEmpty()) {
                hosts.add(monitor(monitor));
            }
        }
        return hosts;
    }

    private static StorageHost.Inet monitor(String text) {
        Matcher matcher = MONITOR.matcher(text);
        if (!matcher.matches()) {
            throw Refused.because("its RBD monitors are not hosts");
        }
        String host = Optional.ofNullable(matcher.group("host")).orElse("");
        OptionalInt port = Optional.ofNullable(matcher.group("port")).stream()
                .mapToInt(Integer::parseInt)
                .findFirst();
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new StorageHost.Inet(name, port);
    }

    static String print(NetworkLocation.Rbd rbd) {
        return "rbd:" + rbd.name()
                + rbd.user().map(user -> ":id=" + escaped(user.name())).orElse("")
                + rbd.configuration().map(path -> ":conf=" + escaped(path)).orElse("")
                + (rbd.hosts().isEmpty() ? "" : ":mon_host=" + escaped(monitors(rbd.hosts())));
    }

    private static String monitors(List<StorageHost.Inet> hosts) {
        return hosts.stream().map(StorageHost::toString).collect(Collectors.joining(";"));
    }

    private static String escaped(String text) {
        return text.replaceAll("[\\\\:;=@]", "\\\\$0");
    }
}
