package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.MapAnswer;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.inspect.MappedImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chainsmith image map} */
@Command(
        name = "map",
        description =
                "Show which parts of a disk an image provides itself, as data or as zeros; without the images below.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith image map --format qcow2 /srv/volumes/volume-UUID.UUID",
            "      like: qemu-img map FILE, but of this image alone",
            "  chainsmith image map --format raw --output json disk.img"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ImageMap implements Callable<Integer> {
    private final Session session;

    @Mixin
    @SuppressWarnings("unused")
    private OutputOption output;

    @Option(names = "--format", paramLabel = "raw|qcow2", required = true, description = "The format on record.")
    private ImageFormat format;

    @Parameters(paramLabel = "PATH", description = "The image file.")
    private Path path;

    ImageMap(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        MapAnswer answer = new MapAnswer(read());
        PrintStream out = session.terminal().out();
        if (session.terminal().format() == OutputFormat.JSON) {
            answer.printJson(out);
        } else {
            answer.printLines(out);
        }
        out.flush();
        return ExitCode.DONE.number();
    }

    private MappedImage read() {
        try {
            return MappedImage.read(path, format);
        } catch (SnapshotException e) {
            if (e.code() == ErrorCode.IMAGE_MISSING || e.code() == ErrorCode.STORE_NOT_FOUND) {
                throw new SnapshotException(ErrorCode.IMAGE_NOT_FOUND, String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }
}
