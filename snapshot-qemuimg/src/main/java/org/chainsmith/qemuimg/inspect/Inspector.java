package org.chainsmith.qemuimg.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;
import org.chainsmith.qemuimg.qcow2.Qcow2Tables;
import org.chainsmith.qemuimg.storage.ImageFile;
import org.chainsmith.qemuimg.volumes.CinderLayout;

/**
 * Carries out one inspection. In this order: the names; what kind of file; the format's own rules; the references; the
 * next image. It goes on after a fault as long as the next file is one of the same volume, so that a verdict may have
 * several reasons. Opens nothing but regular files of the image's own directory, and starts no process.
 */
public final class Inspector {
    private static final CinderLayout LAYOUT = new CinderLayout();
    /** More is not read of all tables of the chain, whatever the headers claim: some tenths of a second. */
    private static final long TABLE_BYTES = 256L << 20;

    private final Inspection request;
    private final Reach reach;
    private final List<Finding> reasons = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();
    private Optional<Boolean> compressed = Optional.empty();
    private long tableBytes = TABLE_BYTES;

    private Inspector(Inspection request) {
        this.request = request;
        this.reach = reach(request);
    }

    /** The verdict on an image. Whatever it meets, an error of the storage included, is a reason in it. */
    public static Verdict inspect(Inspection request) {
        Inspector inspector = new Inspector(request);
        try {
            inspector.walk();
        } catch (SnapshotException e) {
            inspector.reasons.add(Finding.of(e));
        }
        return inspector.verdict();
    }

    private static Reach reach(Inspection request) {
        Optional<VolumeId> owner = request.volume().or(() -> LAYOUT.volumeOfImage(Place.nameIn(request.path())));
        return switch (request.role()) {
            case IMPORT -> Reach.imported(request.volume());
            case LAYER -> owner.map(Reach::withinVolume).orElseGet(Reach::alone);
        };
    }

    private void walk() {
        ImageName first = new ImageName(Place.nameIn(request.path()));
        reach.requireOwn(first);
        requireDeclaredOnce(first);
        try (Place place = Place.of(request.path())) {
            ChainWalk walk = new ChainWalk(
                    first,
                    name -> place.directory().openRegular(name.value()),
                    name -> formatOf(first, name),
                    request.limits(),
                    this::look);
            Optional<Layer> next = walk.next();
            while (next.isPresent()) {
                next = walk.next();
            }
        } catch (SnapshotException e) {
            throw e.code() == ErrorCode.STORE_NOT_FOUND ? missing(first, e) : e.ofImage(first);
        }
    }

    /** No directory, no image. */
    private static SnapshotException missing(ImageName first, SnapshotException e) {
        return new SnapshotException(ErrorCode.IMAGE_MISSING, String.valueOf(e.getMessage()), e).ofImage(first);
    }

    private void requireDeclaredOnce(ImageName first) {
        ImageFormat other = request.layerFormats().getOrDefault(first, request.format());
        if (other != request.format()) {
            throw new SnapshotException(
                            ErrorCode.FORMAT_MISMATCH,
                            first + " is declared both " + request.format() + " and " + other + ".")
                    .ofImage(first);
        }
    }

    private Optional<ImageFormat> formatOf(ImageName first, ImageName name) {
        return name.equals(first)
                ? Optional.of(request.format())
                : Optional.ofNullable(request.layerFormats().get(name)).or(() -> LAYOUT.formatOf(name));
    }

    private Layer look(ImageName name, Optional<ImageFormat> tracked, ImageFile file) {
        ImageFormat format = tracked.orElseThrow(() -> new IllegalStateException("no format: " + name));
        if (format == ImageFormat.RAW) {
            resemblance(name, file);
        }
        Layer layer = Layer.read(name, format, file, reach, request.limits().maxVirtualSize());
        layer.refusals().forEach(refusal -> reasons.add(Finding.of(refusal)));
        if (!layers.isEmpty()) {
            compareSizes(layers.get(layers.size() - 1), layer);
        }
        layers.add(layer);
        layer.header().filter(header -> !header.externalDataFile()).ifPresent(header -> checkTables(header, file));
        warnOfWriters(file);
        return layer;
    }

    /** Raw bytes that look like something else: data of the guest, or a lie of whoever brings the image. */
    private void resemblance(ImageName name, ImageFile file) {
        KnownFormat.of(file).ifPresent(format -> {
            boolean lie = request.role() == Role.IMPORT;
            (lie ? reasons : warnings)
                    .add(new Finding(
                            ErrorCode.FORMAT_MISMATCH,
                            "The image " + name + " is declared raw, but its bytes are those of " + format
                                    + (lie
                                            ? "."
                                            : ": a guest can write such bytes. Never let anybody probe its format."),
                            Optional.of(name.value())));
        });
    }

    private void compareSizes(Layer above, Layer below) {
        int order = above.image().virtualSize().compareTo(below.image().virtualSize());
        if (order != 0) {
            warnings.add(new Finding(
                    ErrorCode.SIZE_DIFFERS,
                    "The image " + above.image() + " is " + (order < 0 ? "smaller" : "larger") + " than "
                            + below.image() + " below it.",
                    Optional.of(above.image().name().value())));
        }
    }

    private void checkTables(Qcow2Header header, ImageFile file) {
        try {
            Qcow2Tables tables = Qcow2Tables.check(file, header, tableBytes);
            tableBytes -= tables.bytes();
            if (layers.size() == 1) {
                compressed = Optional.of(tables.compressed());
            }
        } catch (SnapshotException e) {
            if (e.code() == ErrorCode.IMAGE_TOO_LARGE) {
                warnings.add(new Finding(
                        ErrorCode.IMAGE_TOO_LARGE,
                        "The tables of the image " + file.name() + " are too large to be checked.",
                        Optional.of(file.name())));
            } else {
                reasons.add(Finding.of(e));
            }
        }
    }

    /** What was read is of the moment: the tables in the memory of QEMU are newer. */
    private void warnOfWriters(ImageFile file) {
        if (Writers.haveOpen(file)) {
            warnings.add(new Finding(
                    ErrorCode.IMAGE_IN_USE,
                    "The image " + file.name() + " is open for writing; what it says may be outdated.",
                    Optional.of(file.name())));
        }
    }

    private Verdict verdict() {
        Optional<ImageFacts> facts =
                layers.stream().findFirst().map(layer -> new ImageFacts(layer.image(), layer.header(), compressed));
        List<String> chain =
                layers.stream().map(layer -> layer.image().name().value()).toList();
        return new Verdict(reasons, warnings, chain, facts);
    }
}
