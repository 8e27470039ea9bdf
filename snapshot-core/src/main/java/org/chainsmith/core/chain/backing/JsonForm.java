package org.chainsmith.core.chain.backing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NfsIdentity;
import org.chainsmith.core.chain.StorageHost;

/** Locations as {@code json:} texts, nested or with dotted names, as QEMU and libvirt write them. */
final class JsonForm {
    /** How an image is opened, not which one. */
    private static final Set<String> TUNING = Set.of(
            "node-name",
            "read-only",
            "auto-read-only",
            "discard",
            "detect-zeroes",
            "cache",
            "force-share",
            "aio",
            "locking",
            "debug",
            "logfile",
            "readahead-size",
            "page-cache-size",
            "tcp-syn-count",
            "reconnect-delay",
            "open-timeout",
            "auth-client-required");

    private JsonForm() {}

    static BackingName parse(String text) {
        return node(JsonFields.of(JsonText.parse(text)));
    }

    private static BackingName node(JsonFields node) {
        Optional<String> driver = node.text("driver");
        if (driver.isEmpty() || driver.get().equals("raw") || driver.get().equals("qcow2")) {
            if (node.has("file")) {
                return format(node, driver.map(ImageFormat::parse));
            }
            String filename = node.required("filename");
            node.allow(TUNING);
            return driver.isEmpty() && !filename.startsWith("json:")
                    ? BackingName.parse(filename)
                    : refuse("its JSON names a format where a protocol is needed");
        }
        ImageLocation location = protocol(driver.get(), node);
        node.allow(TUNING);
        return new BackingName.Absolute(location, Optional.empty());
    }

    private static BackingName format(JsonFields node, Optional<ImageFormat> format) {
        JsonFields file = node.object("file");
        node.allow(TUNING);
        BackingName inner = node(file);
        if (inner instanceof BackingName.Absolute absolute && absolute.format().isEmpty()) {
            return new BackingName.Absolute(absolute.location(), format);
        }
        return refuse("its JSON puts a format into a format, or on a relative name");
    }

    private static BackingName refuse(String why) {
        throw Refused.because(why);
    }

    private static ImageLocation protocol(String driver, JsonFields node) {
        return switch (driver) {
            case "file" -> new ImageLocation.File(node.required("filename"));
            case "host_device" -> new ImageLocation.BlockDevice(node.required("filename"));
            case "gluster" ->
                new NetworkLocation.Gluster(
                        node.required("volume"),
                        node.required("path"),
                        node.list("server").stream().map(JsonForm::server).toList());
            case "nfs" ->
                new NetworkLocation.Nfs(
                        node.required("path"),
                        StorageHost.Inet.of(nfsHost(node.object("server"))),
                        UriForm.identity(node.number("user"), node.number("group")));
            case "nbd" -> new NetworkLocation.Nbd(node.text("export").orElse(""), nbdServer(node));
            case "rbd" ->
                new NetworkLocation.Rbd(
                        node.required("pool"),
                        node.text("namespace"),
                        node.required("image"),
                        node.list("server").stream().map(JsonForm::monitor).toList(),
                        node.text("user").map(RbdForm::user),
                        node.text("conf"));
            default -> throw Refused.because("its protocol is not supported");
        };
    }

    private static String nfsHost(JsonFields server) {
        String host = server.required("host");
        server.text("type");
        server.allow(Set.of());
        return host;
    }

    private static StorageHost nbdServer(JsonFields node) {
        if (node.has("server")) {
            return server(node.object("server"));
        }
        return node.has("path") ? new StorageHost.UnixSocket(node.required("path")) : inet(node);
    }

    private static StorageHost server(JsonFields server) {
        StorageHost host = switch (server.text("type").orElse("inet")) {
            case "inet", "tcp" -> inet(server);
            case "unix" ->
                new StorageHost.UnixSocket(server.has("socket") ? server.required("socket") : server.required("path"));
            default -> throw Refused.because("its JSON has a transport that is not known");
        };
        server.allow(Set.of());
        return host;
    }

    private static StorageHost.Inet monitor(JsonFields server) {
        StorageHost.Inet host = inet(server);
        server.allow(Set.of());
        return host;
    }

    private static StorageHost.Inet inet(JsonFields fields) {
        return new StorageHost.Inet(
                fields.required("host"),
                fields.number("port").stream().mapToInt(Integer::parseInt).findFirst());
    }

    static String print(NetworkLocation location) {
        return "json:{\"file\":" + object(fields(location)) + "}";
    }

    private static List<String> fields(NetworkLocation location) {
        List<String> fields = new ArrayList<>();
        fields.add(field("driver", location.protocol()));
        if (location instanceof NetworkLocation.Gluster gluster) {
            fields.add(field("volume", gluster.volume()));
            fields.add(field("path", gluster.path()));
            fields.add("\"server\":" + servers(gluster.hosts()));
        } else if (location instanceof NetworkLocation.Nfs nfs) {
            fields.add("\"server\":" + object(List.of(field("host", nfs.host().name()), field("type", "inet"))));
            fields.add(field("path", nfs.path()));
            nfs.identity()
                    .flatMap(NfsIdentity::user)
                    .flatMap(UriForm::number)
                    .ifPresent(n -> fields.add("\"user\":" + n));
            nfs.identity()
                    .flatMap(NfsIdentity::group)
                    .flatMap(UriForm::number)
                    .ifPresent(n -> fields.add("\"group\":" + n));
        } else if (location instanceof NetworkLocation.Nbd nbd) {
            fields.add("\"server\":" + server(nbd.host()));
            fields.add(field("export", nbd.export()));
        } else if (location instanceof NetworkLocation.Rbd rbd) {
            fields.add(field("pool", rbd.pool()));
            rbd.namespace().ifPresent(text -> fields.add(field("namespace", text)));
            fields.add(field("image", rbd.image()));
            rbd.user().ifPresent(user -> fields.add(field("user", user.name())));
            rbd.configuration().ifPresent(path -> fields.add(field("conf", path)));
            if (!rbd.hosts().isEmpty()) {
                fields.add("\"server\":"
                        + rbd.hosts().stream()
                                .map(host -> object(inet(host)))
                                .collect(Collectors.joining(",", "[", "]")));
            }
        }
        return fields;
    }

    private static String servers(List<? extends StorageHost> hosts) {
        return hosts.stream().map(JsonForm::server).collect(Collectors.joining(",", "[", "]"));
    }

    private static String server(StorageHost host) {
        if (host instanceof StorageHost.UnixSocket socket) {
            return object(List.of(field("type", "unix"), field("path", socket.path())));
        }
        List<String> fields = new ArrayList<>(List.of(field("type", "inet")));
        fields.addAll(inet((StorageHost.Inet) host));
        return object(fields);
    }

    private static List<String> inet(StorageHost.Inet host) {
        List<String> fields = new ArrayList<>(List.of(field("host", host.name())));
        host.port().ifPresent(port -> fields.add(field("port", Integer.toString(port))));
        return fields;
    }

    private static String field(String name, String value) {
        return JsonText.quoted(name) + ":" + JsonText.quoted(value);
    }

    private static String object(List<String> fields) {
        return "{" + String.join(",", fields) + "}";
    }
}
