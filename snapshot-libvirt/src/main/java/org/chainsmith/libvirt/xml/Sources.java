package org.chainsmith.libvirt.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.NfsIdentity;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.chain.StorageUser;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.jspecify.annotations.Nullable;

/** Locations as libvirt writes them, and back. */
final class Sources {
    private Sources() {}

    /** The location, or empty if there is no medium. What is not worked on is {@link ImageLocation.Unsupported}. */
    static Optional<ImageLocation> read(
            @Nullable String type, @Nullable SourceXml source, SourceXml.@Nullable Auth diskAuth) {
        if (source == null) {
            return Optional.empty();
        }
        try {
            return location(type == null ? "file" : type, source, diskAuth);
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.LOCATION_REFUSED) {
                throw e;
            }
            return unsupported("a " + type + " source that cannot be understood");
        }
    }

    private static Optional<ImageLocation> location(String type, SourceXml source, SourceXml.@Nullable Auth diskAuth) {
        if (source.slices != null || source.encryption != null) {
            return unsupported("a slice or encrypted form of an image");
        }
        return switch (type) {
            case "file" -> Optional.ofNullable(source.file).map(ImageLocation.File::new);
            case "block" -> Optional.ofNullable(source.dev).map(ImageLocation.BlockDevice::new);
            case "volume" ->
                source.mode == null
                        ? Optional.of(new ImageLocation.PoolVolume(text(source.pool), text(source.volume)))
                        : unsupported("an iSCSI volume");
            case "network" -> network(source, diskAuth);
            default -> unsupported("a source of type " + (type.matches("[a-z0-9-]{1,32}") ? type : "unknown"));
        };
    }

    private static Optional<ImageLocation> unsupported(String what) {
        return Optional.of(new ImageLocation.Unsupported(what));
    }

    private static Optional<ImageLocation> network(SourceXml source, SourceXml.@Nullable Auth diskAuth) {
        if (source.snapshot != null || "yes".equals(source.tls)) {
            return unsupported("a snapshot within storage, or storage over TLS");
        }
        return switch (text(source.protocol)) {
            case "gluster" -> Optional.of(NetworkLocation.Gluster.named(text(source.name), hosts(source)));
            case "nfs" ->
                Optional.of(new NetworkLocation.Nfs(absolute(text(source.name)), inet(only(source)), identity(source)));
            case "nbd" -> Optional.of(new NetworkLocation.Nbd(text(source.name), host(only(source))));
            case "rbd" ->
                Optional.of(NetworkLocation.Rbd.named(
                        text(source.name),
                        source.hosts.stream().map(Sources::inet).toList(),
                        user(source.auth == null ? diskAuth : source.auth),
                        Optional.ofNullable(source.config).map(config -> text(config.file))));
            default -> unsupported("network storage of another protocol");
        };
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String absolute(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static SnapshotException refused(String message) {
        return new SnapshotException(ErrorCode.LOCATION_REFUSED, message);
    }

    private static SourceXml.Host only(SourceXml source) {
        if (source.hosts.size() != 1) {
            throw refused("One host is needed, not " + source.hosts.size());
        }
        return source.hosts.get(0);
    }

    private static List<StorageHost> hosts(SourceXml source) {
        return source.hosts.stream().map(Sources::host).toList();
    }

    private static StorageHost host(SourceXml.Host host) {
        return "unix".equals(host.transport) ? new StorageHost.UnixSocket(text(host.socket)) : inet(host);
    }

    private static StorageHost.Inet inet(SourceXml.Host host) {
        if (host.transport != null && !host.transport.equals("tcp")) {
            throw refused("The transport is not supported");
        }
        if (host.port != null && !host.port.matches("[0-9]{1,5}")) {
            throw refused("Not a port");
        }
        return new StorageHost.Inet(
                text(host.name),
                host.port == null || host.port.equals("0")
                        ? OptionalInt.empty()
                        : OptionalInt.of(Integer.parseInt(host.port)));
    }

    private static Optional<NfsIdentity> identity(SourceXml source) {
        return Optional.ofNullable(source.identity)
                .map(identity ->
                        new NfsIdentity(Optional.ofNullable(identity.user), Optional.ofNullable(identity.group)));
    }

    private static Optional<StorageUser> user(SourceXml.@Nullable Auth auth) {
        return Optional.ofNullable(auth).map(who -> new StorageUser(text(who.username), secret(who.secret)));
    }

    private static Optional<StorageUser.Secret> secret(SourceXml.@Nullable Secret secret) {
        if (secret == null) {
            return Optional.empty();
        }
        return Optional.of(
                secret.uuid != null
                        ? new StorageUser.Secret.WithUuid(secret.uuid)
                        : new StorageUser.Secret.ForUsage(text(secret.usage)));
    }

    /** The value of libvirt's {@code type} attribute for this location. */
    static String type(ImageLocation location) {
        if (location instanceof ImageLocation.File) {
            return "file";
        }
        if (location instanceof ImageLocation.BlockDevice) {
            return "block";
        }
        if (location instanceof ImageLocation.PoolVolume) {
            return "volume";
        }
        if (location instanceof NetworkLocation) {
            return "network";
        }
        throw new SnapshotException(ErrorCode.NOT_SUPPORTED, "This cannot be written for libvirt: " + location);
    }

    static SourceXml write(ImageLocation location) {
        SourceXml source = new SourceXml();
        if (location instanceof ImageLocation.File file) {
            source.file = file.path();
        } else if (location instanceof ImageLocation.BlockDevice device) {
            source.dev = device.path();
        } else if (location instanceof ImageLocation.PoolVolume volume) {
            source.pool = volume.pool();
            source.volume = volume.volume();
        } else if (location instanceof NetworkLocation network) {
            write(network, source);
        }
        return source;
    }

    private static void write(NetworkLocation location, SourceXml source) {
        source.protocol = location.protocol();
        source.name = location.name().isEmpty() ? null : location.name();
        source.hosts =
                new ArrayList<>(location.hosts().stream().map(Sources::write).toList());
        if (location instanceof NetworkLocation.Nfs nfs) {
            source.identity = nfs.identity().map(Sources::write).orElse(null);
        }
        if (location instanceof NetworkLocation.Rbd rbd) {
            source.auth = rbd.user().map(Sources::write).orElse(null);
            rbd.configuration().ifPresent(path -> {
                source.config = new SourceXml.Config();
                source.config.file = path;
            });
        }
    }

    private static SourceXml.Host write(StorageHost host) {
        SourceXml.Host xml = new SourceXml.Host();
        if (host instanceof StorageHost.UnixSocket socket) {
            xml.transport = "unix";
            xml.socket = socket.path();
        } else if (host instanceof StorageHost.Inet inet) {
            xml.name = inet.name();
            inet.port().ifPresent(port -> xml.port = Integer.toString(port));
        }
        return xml;
    }

    private static SourceXml.Identity write(NfsIdentity identity) {
        SourceXml.Identity xml = new SourceXml.Identity();
        xml.user = identity.user().orElse(null);
        xml.group = identity.group().orElse(null);
        return xml;
    }

    private static SourceXml.Auth write(StorageUser user) {
        SourceXml.Auth xml = new SourceXml.Auth();
        xml.username = user.name();
        user.secret().ifPresent(secret -> {
            xml.secret = new SourceXml.Secret();
            xml.secret.type = "ceph";
            if (secret instanceof StorageUser.Secret.WithUuid uuid) {
                xml.secret.uuid = uuid.uuid();
            } else if (secret instanceof StorageUser.Secret.ForUsage usage) {
                xml.secret.usage = usage.usage();
            }
        });
        return xml;
    }
}
