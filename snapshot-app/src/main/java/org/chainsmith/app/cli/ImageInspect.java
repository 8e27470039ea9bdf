package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.InspectionAnswer;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.inspect.Inspection;
import org.chainsmith.qemuimg.inspect.InspectionBatch;
import org.chainsmith.qemuimg.inspect.Inspector;
import org.chainsmith.qemuimg.inspect.Limits;
import org.chainsmith.qemuimg.inspect.Role;
import org.chainsmith.qemuimg.inspect.Verdict;
import org.chainsmith.qemuimg.volumes.CinderLayout;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chainsmith image inspect} */
@Command(
        name = "inspect",
        description = "Say whether an image, with the chain below it, is safe to use. Nothing is opened but regular "
                + "files of the image's directory, and no process is started.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith image inspect --format qcow2 /srv/volumes/volume-UUID.UUID",
            "      like: qemu-img info --backing-chain FILE, but safe on hostile images",
            "  chainsmith image inspect --format raw --role import --output json upload.img",
            "  chainsmith image inspect --batch < requests.jsonl",
            "",
            "Exit codes: 0 accepted, 3 refused, 4 no such file. With --batch: 0 when all lines are answered."
        })
final class ImageInspect implements Callable<Integer> {
    private final Session session;
    private final InputStream input;

    @Mixin
    @SuppressWarnings("unused")
    private OutputOption output = new OutputOption();

    @Option(names = "--format", paramLabel = "raw|qcow2", description = "The format on record, or the declared one.")
    private @Nullable ImageFormat format;

    @Option(
            names = "--volume",
            paramLabel = "volume-UUID",
            description = "The volume whose images these must be (default: what the name of the file tells).")
    private @Nullable String volume;

    @Option(
            names = "--layer-format",
            paramLabel = "NAME=FORMAT",
            description = "The format on record of an image of the chain. May be repeated.")
    private Map<ImageName, ImageFormat> layerFormats = Map.of();

    @Option(
            names = "--role",
            paramLabel = "layer|import",
            defaultValue = "layer",
            description = "Part of a chain, or an image that comes from outside (default: layer).")
    private Role role = Role.LAYER;

    @Option(names = "--max-chain", paramLabel = "N", description = "How many images a chain may have (default: 256).")
    private int maxChain = Limits.DEFAULT.maxChain();

    @Option(
            names = "--max-virtual-size",
            paramLabel = "BYTES",
            description = "The largest virtual size of an image (default: 64TiB).")
    private VirtualSize maxVirtualSize = Limits.DEFAULT.maxVirtualSize();

    @Option(
            names = "--batch",
            description = "Answer requests from standard input, a JSON object in each line, instead of PATH.")
    private boolean batch;

    @Parameters(paramLabel = "PATH", arity = "0..1", description = "The image file.")
    private @Nullable Path path;

    ImageInspect(Session session, InputStream input) {
        this.session = requireNonNull(session, "session is null");
        this.input = requireNonNull(input, "input is null");
    }

    @Override
    public Integer call() {
        if (batch) {
            return answerAll();
        }
        Limits limits = new Limits(maxChain, maxVirtualSize);
        Optional<String> owner = Optional.ofNullable(volume);
        Verdict verdict = Inspector.inspect(new Inspection(
                given(path, "PATH"),
                given(format, "--format"),
                owner.map(new CinderLayout()::volumeNamed),
                layerFormats,
                role,
                limits));
        session.terminal().answer(new InspectionAnswer(verdict));
        return exitCode(verdict).number();
    }

    private int answerAll() {
        if (path != null || format != null || volume != null || !layerFormats.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.INVALID_ARGUMENT, "With --batch, PATH and its options are in the lines of the input.");
        }
        new InspectionBatch(
                        input,
                        verdict -> session.terminal()
                                .line(new InspectionAnswer(verdict).json().toString()))
                .answerAll();
        return ExitCode.DONE.number();
    }

    private static <T> T given(@Nullable T value, String name) {
        if (value == null) {
            throw new SnapshotException(ErrorCode.INVALID_ARGUMENT, "Missing: " + name + ".")
                    .hint("\"chainsmith image inspect --help\" shows the usage.");
        }
        return value;
    }

    private static ExitCode exitCode(Verdict verdict) {
        if (verdict.accepted()) {
            return ExitCode.DONE;
        }
        return verdict.missing() ? ExitCode.NOT_FOUND : ExitCode.REFUSED;
    }
}
