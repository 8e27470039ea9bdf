package org.chainsmith.core.chain.backing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NfsIdentity;
import org.chainsmith.core.chain.StorageHost;

/** Locations as URIs: {@code gluster[+tcp|+unix]://}, {@code nfs://}, {@code nbd[+tcp|+unix]://}. */
final class UriForm {
    /** Options that change how an image is read, but not which one. */
    private static final Set<String> GLUSTER_TUNING = Set.of("debug", "logfile");

    private static final Set<String> NFS_TUNING = Set.of("tcp-syncnt", "readahead", "pagecache", "debug");

    private UriForm() {}

    static NetworkLocation parse(QemuUri uri) {
        return switch (uri.scheme()) {
            case "gluster" -> gluster(uri);
            case "nfs" -> nfs(uri);
            case "nbd" -> nbd(uri);
            case "nbds" -> throw Refused.because("NBD over TLS is not supported");
            default -> throw Refused.because("its protocol is not supported");
        };
    }

    private static NetworkLocation gluster(QemuUri uri) {
        allowOnly(uri, GLUSTER_TUNING);
        return NetworkLocation.Gluster.named(uri.path(), List.of(server(uri)));
    }

    private static NetworkLocation nbd(QemuUri uri) {
        allowOnly(uri, Set.of());
        return new NetworkLocation.Nbd(uri.path().isEmpty() ? "" : uri.path().substring(1), server(uri));
    }

    private static StorageHost server(QemuUri uri) {
        return switch (uri.transport()) {
            // QEMU reads rdma as tcp.
            case "", "tcp", "rdma" -> withoutSocket(uri).inet();
            case "unix" -> uri.socket();
            default -> throw Refused.because("its URI has a transport that is not known");
        };
    }

    private static QemuUri withoutSocket(QemuUri uri) {
        if (uri.query().containsKey("socket")) {
            throw Refused.because("its URI names a socket, but not the transport unix");
        }
        return uri;
    }

    private static NetworkLocation nfs(QemuUri uri) {
        if (!uri.transport().isEmpty() || uri.query().containsKey("socket")) {
            throw Refused.because("its URI has a transport that is not known");
        }
        Set<String> identity = Set.of("uid", "gid");
        for (String name : uri.query().keySet()) {
            if (!identity.contains(name) && !NFS_TUNING.contains(name)) {
                throw Refused.because("its URI has an option that is not known");
            }
        }
        return new NetworkLocation.Nfs(
                uri.path(), uri.inet(), identity(number(uri.query(), "uid"), number(uri.query(), "gid")));
    }

    static Optional<NfsIdentity> identity(Optional<String> user, Optional<String> group) {
        return user.isEmpty() && group.isEmpty()
                ? Optional.empty()
                : Optional.of(new NfsIdentity(user.map(n -> "+" + n), group.map(n -> "+" + n)));
    }

    private static Optional<String> number(Map<String, String> query, String name) {
        Optional<String> value = Optional.ofNullable(query.get(name));
        if (value.isPresent() && !value.get().matches("[0-9]{1,10}")) {
            throw Refused.because("its URI has no number where one is needed");
        }
        return value;
    }

    private static void allowOnly(QemuUri uri, Set<String> tuning) {
        for (String name : uri.query().keySet()) {
            if (!name.equals("socket") && !tuning.contains(name)) {
                throw Refused.because("its URI has an option that is not known");
            }
        }
    }

    /** The URI of a location with exactly one host. */
    static String print(NetworkLocation location) {
        if (location instanceof NetworkLocation.Nfs nfs) {
            return "nfs://" + authority(nfs.host()) + QemuUri.encoded(nfs.path()) + identityQuery(nfs);
        }
        StorageHost host = location.hosts().get(0);
        String path = "/" + QemuUri.encoded(location.name());
        if (host instanceof StorageHost.UnixSocket socket) {
            return location.protocol() + "+unix://" + path + "?socket=" + QemuUri.encoded(socket.path());
        }
        return location.protocol() + "://" + authority(host) + path;
    }

    /** The zone of an IPv6 address begins with a percent sign. */
    private static String authority(StorageHost host) {
        return host.toString().replace("%", "%25");
    }

    private static String identityQuery(NetworkLocation.Nfs nfs) {
        Optional<String> user = nfs.identity().flatMap(NfsIdentity::user).flatMap(UriForm::number);
        Optional<String> group = nfs.identity().flatMap(NfsIdentity::group).flatMap(UriForm::number);
        String query = user.map(n -> "&uid=" + n).orElse("")
                + group.map(n -> "&gid=" + n).orElse("");
        return query.isEmpty() ? "" : "?" + query.substring(1);
    }

    /** The number of a user or group that is given as one. */
    static Optional<String> number(String userOrGroup) {
        return userOrGroup.matches("\\+[0-9]{1,10}") ? Optional.of(userOrGroup.substring(1)) : Optional.empty();
    }
}
