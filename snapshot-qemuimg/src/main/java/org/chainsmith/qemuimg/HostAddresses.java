package org.chainsmith.qemuimg;

import java.nio.file.Path;
import java.util.Optional;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Images in a directory of the host: absolute paths, and names within it in headers. */
final class HostAddresses implements ImageAddresses {
    private final Path directory;
    private final JsonMapper json = new JsonMapper();

    HostAddresses(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    @Override
    public String argument(ImageName image) {
        String path = directory.resolve(image.value()).toString();
        if (path.indexOf('\n') >= 0) {
            throw new SnapshotException(ErrorCode.STORE_UNSAFE, "The path of the store holds a line break.");
        }
        return path;
    }

    /** Whether the backing image is opened does not matter: it is known to be in the same directory. */
    @Override
    public String argumentAlone(ImageName image) {
        return argument(image);
    }

    @Override
    public ObjectNode node(ImageName image) {
        ObjectNode node = json.createObjectNode();
        node.put("driver", "file");
        node.put("filename", argument(image));
        node.put("locking", "on");
        return node;
    }

    @Override
    public boolean foundInChains() {
        return true;
    }

    @Override
    public Optional<String> driver() {
        return Optional.empty();
    }

    @Override
    public String inHeader(ImageName backing) {
        return backing.value();
    }

    @Override
    public Optional<String> apply(String text) {
        return Optional.of(text);
    }
}
