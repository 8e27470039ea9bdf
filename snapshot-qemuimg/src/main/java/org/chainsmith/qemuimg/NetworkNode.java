package org.chainsmith.qemuimg;

import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.chain.backing.BackingName;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Network locations as the nodes by which QEMU opens them. Source: QEMU, QAPI schema, BlockdevOptions. */
final class NetworkNode {
    private static final int GLUSTER_PORT = 24_007;
    private static final int NBD_PORT = 10_809;
    private static final int MONITOR_PORT = 6789;

    private final JsonMapper json;

    NetworkNode(JsonMapper json) {
        this.json = json;
    }

    ObjectNode of(NetworkLocation location) {
        ObjectNode node = json.createObjectNode();
        node.put("driver", location.protocol());
        if (location instanceof NetworkLocation.Gluster gluster) {
            gluster(gluster, node);
        } else if (location instanceof NetworkLocation.Nfs nfs) {
            nfs(nfs, node);
        } else if (location instanceof NetworkLocation.Nbd nbd) {
            node.set("server", server(nbd.host(), NBD_PORT));
            node.put("export", nbd.export());
        } else if (location instanceof NetworkLocation.Rbd rbd) {
            rbd(rbd, node);
        }
        return node;
    }

    /** {@link #of}, but so that QEMU understands a relative name in the header, where it can. */
    ObjectNode withRelativeNames(NetworkLocation location) {
        if (!(location instanceof NetworkLocation.Gluster gluster) || !location.allowsRelativeNames()) {
            return of(location);
        }
        ObjectNode node = json.createObjectNode();
        node.put("driver", location.protocol());
        node.put("filename", BackingName.of(gluster.atFirstHost()));
        return withoutLog(node);
    }

    private void gluster(NetworkLocation.Gluster gluster, ObjectNode node) {
        node.put("volume", gluster.volume());
        node.put("path", gluster.path());
        ArrayNode servers = node.putArray("server");
        gluster.hosts().forEach(host -> servers.add(server(host, GLUSTER_PORT)));
        withoutLog(node);
    }

    /** Gluster's library writes its log to standard error, where only complaints are expected. */
    private static ObjectNode withoutLog(ObjectNode node) {
        return node.put("debug", 0).put("logfile", "/dev/null");
    }

    private void nfs(NetworkLocation.Nfs nfs, ObjectNode node) {
        node.putObject("server").put("type", "inet").put("host", nfs.host().name());
        node.put("path", nfs.path());
        nfs.identity().ifPresent(identity -> {
            identity.userNumber().ifPresent(user -> node.put("user", user));
            identity.groupNumber().ifPresent(group -> node.put("group", group));
        });
    }

    private void rbd(NetworkLocation.Rbd rbd, ObjectNode node) {
        node.put("pool", rbd.pool());
        rbd.namespace().ifPresent(namespace -> node.put("namespace", namespace));
        node.put("image", rbd.image());
        rbd.user().ifPresent(user -> node.put("user", user.name()));
        rbd.configuration().ifPresent(path -> node.put("conf", path));
        if (!rbd.hosts().isEmpty()) {
            ArrayNode monitors = node.putArray("server");
            rbd.hosts().forEach(host -> inet(monitors.addObject(), host, MONITOR_PORT));
        }
    }

    private ObjectNode server(StorageHost host, int port) {
        ObjectNode server = json.createObjectNode();
        if (host instanceof StorageHost.UnixSocket socket) {
            return server.put("type", "unix").put("path", socket.path());
        }
        return inet(server.put("type", "inet"), (StorageHost.Inet) host, port);
    }

    private static ObjectNode inet(ObjectNode server, StorageHost.Inet host, int port) {
        return server.put("host", host.name())
                .put("port", Integer.toString(host.port().orElse(port)));
    }
}
