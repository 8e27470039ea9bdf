package org.chainsmith.qemuimg;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.process.Tool;
import org.chainsmith.qemuimg.process.ToolResult;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * qemu-img, one method per use of a sub-command. Formats are always stated, images named in full, and no option is put
 * together from strings. A call has succeeded when it exited with 0 and said nothing on standard error;
 * what it did is for the caller to prove.
 */
final class QemuImg {
    private static final Pattern PERCENT = Pattern.compile("\\((\\d{1,3}\\.\\d\\d)/100%\\)");
    private static final String NO_DRIVER = "no-such-driver";
    static final int LEAKS_ONLY = 3;
    private static final int MIB = 1 << 20;

    private final Tool tool;
    private final Duration limit;
    private final ImageAddresses addresses;
    private final JsonMapper json = new JsonMapper();

    QemuImg(QemuImgConfig config, ImageAddresses addresses) {
        this.tool = config.qemuImg();
        this.limit = config.timeLimit();
        this.addresses = addresses;
    }

    void requirePresent() {
        tool.requirePresent("qemu-utils");
    }

    /**
     * Refuses with NOT_SUPPORTED if this QEMU lacks the driver. A driver that is there complains of what it is not told,
     * and opens nothing; what QEMU says of one that is not there is known from a driver that never was. Debian's adds a line
     * where it knows the package.
     */
    void requireDriver(String driver) {
        String unknown = info(NO_DRIVER).complaints().replace(NO_DRIVER, driver);
        if (info(driver).complaints().endsWith(unknown)) {
            throw new SnapshotException(
                            ErrorCode.NOT_SUPPORTED,
                            "The QEMU tools here have no driver for " + driver + ". Nothing was changed.")
                    .hint("Install it (Debian: qemu-block-extra).");
        }
    }

    private ToolResult info(String driver) {
        ObjectNode node = json.createObjectNode();
        node.put("driver", driver);
        return call(List.of("info", "json:" + json.writeValueAsString(node)));
    }

    /** {@code commit} of all layers above the base, which are left as they are. */
    ToolResult commit(Image base, Image top, long predictedBytes, DoubleConsumer share) {
        List<String> arguments = List.of(
                "commit",
                "-p",
                "-f",
                "qcow2",
                "-d",
                "-b",
                addresses.argument(base.name()),
                addresses.argument(top.name()));
        return copy(arguments, predictedBytes, share);
    }

    /** {@code rebase} in safe mode: copies what would differ. */
    ToolResult rebase(Image overlay, Optional<Image> backing, long predictedBytes, DoubleConsumer share) {
        String overlayPath = addresses.argument(overlay.name());
        List<String> arguments = backing.map(image -> List.of(
                        "rebase",
                        "-p",
                        "-f",
                        "qcow2",
                        "-b",
                        addresses.inHeader(image.name()),
                        "-F",
                        image.format().id(),
                        overlayPath))
                .orElse(List.of("rebase", "-p", "-f", "qcow2", "-b", "", overlayPath));
        return copy(arguments, predictedBytes, share);
    }

    /** {@code rebase} in unsafe mode: rewrites only the backing reference. */
    ToolResult rebaseUnsafe(Image overlay, Image backing) {
        return call(List.of(
                "rebase",
                "-u",
                "-f",
                "qcow2",
                "-b",
                addresses.inHeader(backing.name()),
                "-F",
                backing.format().id(),
                addresses.argumentAlone(overlay.name())));
    }

    /** {@code check}: exits with 0 for a sound image, with {@link #LEAKS_ONLY} for leaked clusters, which harm nobody. */
    ToolResult check(Image image) {
        return call(List.of("check", "-q", "-f", "qcow2", addresses.argumentAlone(image.name())));
    }

    /** {@code check -r leaks}: gives back leaked clusters. */
    ToolResult repairLeaks(Image image) {
        return call(List.of("check", "-q", "-f", "qcow2", "-r", "leaks", addresses.argumentAlone(image.name())));
    }

    /** {@code check -r all}: also counts anew what is in use. */
    ToolResult repairAll(Image image) {
        return call(List.of("check", "-q", "-f", "qcow2", "-r", "all", addresses.argumentAlone(image.name())));
    }

    /**
     * {@code compare}: whether an overlay reads the same as it would on another backing image. All of it is read twice: a
     * part, cut out with QEMU's raw driver, is taken for equal where the overlay has nothing of its own.
     */
    boolean readsAsOn(Image overlay, Image otherBacking, long predictedBytes) {
        ObjectNode backing = json.createObjectNode();
        backing.put("driver", otherBacking.format().id());
        backing.set("file", addresses.node(otherBacking.name()));
        ObjectNode other = json.createObjectNode();
        other.put("driver", "qcow2");
        other.set("file", addresses.node(overlay.name()));
        other.set("backing", backing);
        List<String> arguments = List.of(
                "compare",
                "-q",
                "-f",
                "qcow2",
                addresses.argument(overlay.name()),
                "json:" + json.writeValueAsString(other));
        return run(arguments, copyLimit(predictedBytes), text -> {}).exitCode() == 0;
    }

    private ToolResult call(List<String> arguments) {
        return run(arguments, limit, text -> {});
    }

    private ToolResult copy(List<String> arguments, long predictedBytes, DoubleConsumer share) {
        return run(arguments, copyLimit(predictedBytes), text -> {
            Matcher matcher = PERCENT.matcher(text);
            while (matcher.find()) {
                share.accept(Double.parseDouble(matcher.group(1)) / 100);
            }
        });
    }

    /** A second more for each MiB. */
    Duration copyLimit(long bytes) {
        return limit.plusSeconds(bytes / MIB);
    }

    private ToolResult run(List<String> arguments, Duration deadline, java.util.function.Consumer<String> listener) {
        return tool.run(arguments, deadline, listener);
    }
}
