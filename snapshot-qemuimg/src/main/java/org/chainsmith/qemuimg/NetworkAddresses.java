package org.chainsmith.qemuimg;

import java.util.Optional;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.backing.BackingName;
import org.chainsmith.core.error.SnapshotException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images on network storage, side by side. Command lines name them in JSON, in which nothing has to be escaped, and
 * headers by their name where QEMU understands relative names, else by their whole location.
 */
final class NetworkAddresses implements ImageAddresses {
    private final NetworkLocation beside;
    private final NetworkNode nodes;
    private final JsonMapper json = new JsonMapper();

    /** Beside this image, which need not exist. */
    NetworkAddresses(NetworkLocation beside) {
        this.beside = beside;
        this.nodes = new NetworkNode(json);
    }

    @Override
    public String argument(ImageName image) {
        ObjectNode format = json.createObjectNode();
        format.set("file", node(image));
        return "json:" + json.writeValueAsString(format);
    }

    @Override
    public String argumentAlone(ImageName image) {
        ObjectNode format = json.createObjectNode();
        format.set("file", node(image));
        format.putNull("backing");
        return "json:" + json.writeValueAsString(format);
    }

    @Override
    public ObjectNode node(ImageName image) {
        return nodes.of(beside.beside(image));
    }

    @Override
    public String inHeader(ImageName backing) {
        NetworkLocation location = beside.beside(backing);
        return location.allowsRelativeNames() ? backing.value() : BackingName.of(location);
    }

    @Override
    public Optional<String> apply(String text) {
        try {
            ImageLocation meant = BackingName.parse(text).locatedFrom(beside);
            ImageName name = meant.imageName();
            return Optional.of(name)
                    .filter(image -> meant.sameImage(beside.beside(image)))
                    .map(ImageName::value);
        } catch (SnapshotException e) {
            return Optional.empty(); // not understood, or a relative name where there are none
        }
    }
}
