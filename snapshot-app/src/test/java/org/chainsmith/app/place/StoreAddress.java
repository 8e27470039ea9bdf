package org.chainsmith.app.place;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.chain.backing.BackingName;
import org.chainsmith.qemuimg.QemuImgBackend;
import org.chainsmith.qemuimg.QemuImgConfig;
import org.chainsmith.qemuimg.network.NetworkStorage;

/**
 * What a process has to be told to open volumes.
 *
 * @param beside any location at the place of the images
 * @param state where logs, locks and records are, if the images are on network storage
 * @param launcher the beginning of the command lines of QEMU's tools
 */
public record StoreAddress(ImageLocation beside, Path state, List<String> launcher) {
    private static final NetworkStorage NETWORK = new NetworkStorage();

    /** The volumes in a directory. */
    public static StoreAddress ofDirectory(Path directory) {
        return new StoreAddress(new ImageLocation.File(directory.resolve("any").toString()), directory, List.of());
    }

    /** As {@link #arguments} gave it. */
    public static StoreAddress parse(List<String> arguments) {
        ImageLocation anywhere = new ImageLocation.File("/any");
        return new StoreAddress(
                BackingName.parse(arguments.get(0)).locatedFrom(anywhere),
                Path.of(arguments.get(1)),
                arguments.subList(2, arguments.size()));
    }

    /** For another process. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(BackingName.of(beside), state.toString()));
        arguments.addAll(launcher);
        return arguments;
    }

    /** A backend of its own; who opens it closes it. */
    public QemuImgBackend open(Effects effects) {
        if (!(beside instanceof NetworkLocation network)) {
            return QemuImgBackend.open(state, QemuImgConfig.defaults(), effects);
        }
        QemuImgConfig defaults = QemuImgConfig.defaults();
        QemuImgConfig config = defaults.withQemuImg(defaults.qemuImg().startedBy(launcher))
                .withStorageDaemon(defaults.storageDaemon().startedBy(launcher));
        return QemuImgBackend.open(NETWORK, network, state, config, effects);
    }
}
