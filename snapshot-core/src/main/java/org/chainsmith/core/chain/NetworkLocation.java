package org.chainsmith.core.chain;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/** An image that QEMU itself opens over the network. */
public sealed interface NetworkLocation extends ImageLocation {
    /** The protocol, in the word of QEMU and libvirt. */
    String protocol();

    /** What the server calls the image, as libvirt writes it: for example {@code gv0/dir/b.qcow2}. */
    String name();

    /** The servers; where there are several, any of them will do. */
    List<? extends StorageHost> hosts();

    /** The same image, and every port written out, as libvirt does. */
    NetworkLocation withPorts();

    @Override
    NetworkLocation beside(ImageName name);

    /** Whether QEMU, told this location alone, understands a relative name in the header of the image there. */
    default boolean allowsRelativeNames() {
        return false;
    }

    /**
     * A file on a volume of GlusterFS.
     *
     * @param path within the volume, without a leading slash
     * @param hosts at least one
     */
    record Gluster(String volume, String path, List<StorageHost> hosts) implements NetworkLocation {
        private static final int PORT = 24_007;

        /** Rejects names that cannot be, and no host, with LOCATION_REFUSED. */
        public Gluster {
            LocationText.requireWithout("/", volume, "The name of a Gluster volume");
            LocationText.requireText(path, "The path on a Gluster volume");
            if (path.startsWith("/") || path.endsWith("/")) {
                throw LocationText.refused("Not a path within a Gluster volume: " + ImageName.quoted(path));
            }
            hosts = List.copyOf(hosts);
            if (hosts.isEmpty()) {
                throw LocationText.refused("A Gluster volume needs a host: " + ImageName.quoted(volume));
            }
        }

        /** From the name that libvirt uses: volume and path, with or without a leading slash. */
        public static Gluster named(String name, List<StorageHost> hosts) {
            String relative = name.startsWith("/") ? name.substring(1) : name;
            int slash = relative.indexOf('/');
            if (slash < 0) {
                throw LocationText.refused("Not a volume and a path: " + ImageName.quoted(name));
            }
            return new Gluster(relative.substring(0, slash), relative.substring(slash + 1), hosts);
        }

        @Override
        public String protocol() {
            return "gluster";
        }

        @Override
        public String name() {
            return volume + "/" + path;
        }

        @Override
        public boolean sameImage(ImageLocation other) {
            return other instanceof Gluster gluster
                    && volume.equals(gluster.volume)
                    && LocationText.normalised(path).equals(LocationText.normalised(gluster.path))
                    && Hosts.shareOne(hosts, gluster.hosts, PORT);
        }

        @Override
        public Gluster beside(ImageName name) {
            return sibling(name.value());
        }

        /** Not through a socket: QEMU takes the last slash of the URI, which then is one of the socket's path. */
        @Override
        public boolean allowsRelativeNames() {
            return hosts.get(0) instanceof StorageHost.Inet;
        }

        /** The same image, said with one host, so that a URI can say it. */
        public Gluster atFirstHost() {
            return new Gluster(volume, path, hosts.subList(0, 1));
        }

        @Override
        public Gluster sibling(String relativeName) {
            return new Gluster(volume, LocationText.sibling(path, relativeName), hosts);
        }

        @Override
        public Gluster withPorts() {
            return new Gluster(
                    volume,
                    path,
                    hosts.stream().map(host -> host.withPort(PORT)).toList());
        }

        @Override
        public ImageName imageName() {
            return LocationText.lastComponent(path);
        }

        @Override
        public String toString() {
            return "gluster://" + hosts.get(0) + "/" + name();
        }
    }

    /**
     * A file of an NFS server.
     *
     * @param path absolute, the exported directory included
     */
    record Nfs(String path, StorageHost.Inet host, Optional<NfsIdentity> identity) implements NetworkLocation {
        /** Rejects a relative path with LOCATION_REFUSED. */
        public Nfs {
            LocationText.requireAbsolute(path, "The path on an NFS server");
            requireNonNull(identity, "identity is null");
            // QEMU asks the server's port mapper and has no way to name a port.
            host = StorageHost.Inet.of(host.name());
        }

        @Override
        public String protocol() {
            return "nfs";
        }

        @Override
        public String name() {
            return path;
        }

        @Override
        public List<StorageHost> hosts() {
            return List.of(host);
        }

        @Override
        public boolean sameImage(ImageLocation other) {
            return other instanceof Nfs nfs
                    && host.sameName(nfs.host)
                    && LocationText.normalised(path).equals(LocationText.normalised(nfs.path));
        }

        @Override
        public ImageLocation sibling(String relativeName) {
            throw LocationText.noRelativeNames("over nfs", this);
        }

        @Override
        public Nfs withPorts() {
            return this;
        }

        @Override
        public Nfs beside(ImageName name) {
            return new Nfs(LocationText.sibling(path, name.value()), host, identity);
        }

        @Override
        public ImageName imageName() {
            return LocationText.lastComponent(path);
        }

        @Override
        public String toString() {
            return "nfs://" + host + path;
        }
    }

    /**
     * An export of an NBD server.
     *
     * @param export may be empty: the server's default
     */
    record Nbd(String export, StorageHost host) implements NetworkLocation {
        private static final int PORT = 10_809;

        /** Rejects control characters with LOCATION_REFUSED. */
        public Nbd {
            if (!export.isEmpty()) {
                LocationText.requireText(export, "The name of an NBD export");
            }
            requireNonNull(host, "host is null");
        }

        @Override
        public String protocol() {
            return "nbd";
        }

        @Override
        public String name() {
            return export;
        }

        @Override
        public List<StorageHost> hosts() {
            return List.of(host);
        }

        /** An export's name is not a path: it is the same only if it is written the same. */
        @Override
        public boolean sameImage(ImageLocation other) {
            return other instanceof Nbd nbd && export.equals(nbd.export) && host.sameServer(nbd.host, PORT);
        }

        @Override
        public ImageLocation sibling(String relativeName) {
            throw LocationText.noRelativeNames("over nbd", this);
        }

        @Override
        public Nbd withPorts() {
            return new Nbd(export, host.withPort(PORT));
        }

        /** What stands before the last slash of an export's name stays. */
        @Override
        public Nbd beside(ImageName name) {
            return new Nbd(export.substring(0, export.lastIndexOf('/') + 1) + name, host);
        }

        @Override
        public ImageName imageName() {
            return LocationText.lastComponent(export);
        }

        @Override
        public String toString() {
            return "nbd://" + host + "/" + export;
        }
    }

    /**
     * An image of Ceph's block storage.
     *
     * @param hosts the monitors; none if a configuration file names them
     * @param configuration the file that tells the client about the cluster
     */
    record Rbd(
            String pool,
            Optional<String> namespace,
            String image,
            List<StorageHost.Inet> hosts,
            Optional<StorageUser> user,
            Optional<String> configuration)
            implements NetworkLocation {
        private static final String FORBIDDEN = "/@:\\";
        private static final int PORT = 6789;

        /** Rejects names that cannot be with LOCATION_REFUSED. A snapshot of an image ({@code image@snap}) is none. */
        public Rbd {
            LocationText.requireWithout(FORBIDDEN, pool, "The name of an RBD pool");
            namespace.ifPresent(text -> LocationText.requireWithout(FORBIDDEN, text, "The namespace of an RBD pool"));
            LocationText.requireWithout(FORBIDDEN, image, "The name of an RBD image");
            hosts = List.copyOf(hosts);
            requireNonNull(user, "user is null");
            configuration.ifPresent(path -> LocationText.requireAbsolute(path, "The path of Ceph's configuration"));
        }

        /** From the name that libvirt and QEMU use: {@code pool/image} or {@code pool/namespace/image}. */
        public static Rbd named(
                String name, List<StorageHost.Inet> hosts, Optional<StorageUser> user, Optional<String> configuration) {
            String[] parts = name.split("/", -1);
            return switch (parts.length) {
                case 2 -> new Rbd(parts[0], Optional.empty(), parts[1], hosts, user, configuration);
                case 3 -> new Rbd(parts[0], Optional.of(parts[1]), parts[2], hosts, user, configuration);
                default -> throw LocationText.refused("Not a pool and an image: " + ImageName.quoted(name));
            };
        }

        @Override
        public String protocol() {
            return "rbd";
        }

        @Override
        public String name() {
            return namespace.map(text -> pool + "/" + text + "/" + image).orElse(pool + "/" + image);
        }

        @Override
        public boolean sameImage(ImageLocation other) {
            return other instanceof Rbd rbd
                    && name().equals(rbd.name())
                    && (Hosts.shareOne(hosts, rbd.hosts, PORT)
                            || (hosts.isEmpty() && rbd.hosts.isEmpty() && configuration.equals(rbd.configuration)));
        }

        @Override
        public ImageLocation sibling(String relativeName) {
            throw LocationText.noRelativeNames("over rbd", this);
        }

        @Override
        public Rbd withPorts() {
            return new Rbd(
                    pool,
                    namespace,
                    image,
                    hosts.stream().map(host -> host.withPort(PORT)).toList(),
                    user,
                    configuration);
        }

        /** The same image, without saying who asks. */
        public Rbd asAnybody() {
            return new Rbd(pool, namespace, image, hosts, Optional.empty(), configuration);
        }

        @Override
        public Rbd beside(ImageName name) {
            return new Rbd(pool, namespace, name.value(), hosts, user, configuration);
        }

        @Override
        public ImageName imageName() {
            return new ImageName(image);
        }

        @Override
        public String toString() {
            return "rbd:" + name();
        }
    }
}
