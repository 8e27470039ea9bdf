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
 * Images on network storage, side by side. Headers name them relative to each other where QEMU understands that, else by
 * their whole location. QEMU understands a relative name only below an image that was opened by a URI, which has one host;
 * where it has not to follow one, all hosts are given.
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
        format.set("file", nodes.withRelativeNames(beside.beside(image)));
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

    /** The hypervisor writes URIs and JSON of its own into headers, which mean the same. */
    @Override
    public boolean foundInChains() {
        return false;
    }

    @Override
    public Optional<String> driver() {
        return Optional.of(beside.protocol());
    }

    @Override
    public String inHeader(ImageName backing) {
        NetworkLocation location = beside.beside(backing);
        return location.allowsRelativeNames() ? backing.value() : BackingName.of(location);
    }

    @Override
    public String objection() {
        return beside.allowsRelativeNames()
                ? ImageAddresses.super.objection()
                : "which is not the whole location of an image of its volume (over " + beside.protocol()
                        + " QEMU understands nothing else)";
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
