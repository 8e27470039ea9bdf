package org.chainsmith.core.chain.backing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;

/** QEMU's older form of NBD: {@code nbd:host:port[:exportname=x]} and {@code nbd:unix:/socket[:exportname=x]}. */
final class NbdColonForm {
    private static final Pattern FORM = Pattern.compile(
            "nbd:(unix:(?<socket>/[^:]+)|(?<host>\\[[^\\]]+\\]|[^:/]+):(?<port>[0-9]{1,5}))(:exportname=(?<export>.*))?",
            Pattern.DOTALL);

    private NbdColonForm() {}

    static boolean matches(String text) {
        return text.startsWith("nbd:") && !text.startsWith("nbd://");
    }

    static NetworkLocation.Nbd parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw Refused.because("it is no NBD address of the kind that QEMU reads");
        }
        String export = Optional.ofNullable(matcher.group("export")).orElse("");
        Optional<String> socket = Optional.ofNullable(matcher.group("socket"));
        if (socket.isPresent()) {
            return new NetworkLocation.Nbd(export, new StorageHost.UnixSocket(socket.get()));
        }
        String host = Optional.ofNullable(matcher.group("host")).orElse("");
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = Integer.parseInt(Optional.ofNullable(matcher.group("port")).orElse("0"));
        return new NetworkLocation.Nbd(export, StorageHost.Inet.of(name, port));
    }
}
