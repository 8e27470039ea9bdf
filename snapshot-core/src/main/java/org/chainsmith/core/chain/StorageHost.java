package org.chainsmith.core.chain;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/** A server of network storage, as a client reaches it: over TCP, or through a socket. */
public sealed interface StorageHost {
    /**
     * A server with a name or an address.
     *
     * @param name a host name, an IPv4 address, or an IPv6 address without brackets
     * @param port empty for the protocol's own
     */
    record Inet(String name, OptionalInt port) implements StorageHost {
        private static final Pattern NAME =
                Pattern.compile("[A-Za-z0-9._-]{1,255}|[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,32})?");

        /** Rejects what is neither name nor address, and ports outside 1 to 65535, with LOCATION_REFUSED. */
        public Inet {
            if (!NAME.matcher(name).matches()) {
                throw LocationText.refused("Not the name or address of a host: " + ImageName.quoted(name));
            }
            if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
                throw LocationText.refused("Not a port: " + port.getAsInt());
            }
        }

        public static Inet of(String name) {
            return new Inet(name, OptionalInt.empty());
        }

        public static Inet of(String name, int port) {
            return new Inet(name, OptionalInt.of(port));
        }

        @Override
        public Inet withPort(int ownPort) {
            return port.isPresent() ? this : of(name, ownPort);
        }

        boolean sameName(Inet other) {
            return name.equalsIgnoreCase(other.name);
        }

        @Override
        public String toString() {
            String shown = name.contains(":") ? "[" + name + "]" : name;
            return port.isPresent() ? shown + ":" + port.getAsInt() : shown;
        }
    }

    /**
     * A server on this host, behind a socket.
     *
     * @param path the absolute path of the socket
     */
    record UnixSocket(String path) implements StorageHost {
        /** Rejects a relative path with LOCATION_REFUSED. */
        public UnixSocket {
            LocationText.requireAbsolute(path, "The path of a socket");
        }

        @Override
        public UnixSocket withPort(int ownPort) {
            return this;
        }

        @Override
        public String toString() {
            return path;
        }
    }

    /** The same server, and the port written out if it has one. */
    StorageHost withPort(int ownPort);

    /** Whether both are the same server, where the protocol's own port is this one. */
    default boolean sameServer(StorageHost other, int ownPort) {
        if (this instanceof Inet inet && other instanceof Inet inetOther) {
            return inet.sameName(inetOther)
                    && inet.port().orElse(ownPort) == inetOther.port().orElse(ownPort);
        }
        return equals(other);
    }
}
