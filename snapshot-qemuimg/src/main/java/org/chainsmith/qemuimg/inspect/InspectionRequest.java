package org.chainsmith.qemuimg.inspect;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.volumes.CinderLayout;
import tools.jackson.databind.JsonNode;

/** Reads one request of a batch. A field that is null counts as not given; an unknown one is an error. */
final class InspectionRequest {
    private static final String PATH = "path";
    private static final String FORMAT = "format";
    private static final String VOLUME = "volume";
    private static final String LAYER_FORMATS = "layer-formats";
    private static final String ROLE = "role";
    private static final String MAX_CHAIN = "max-chain";
    private static final String MAX_VIRTUAL_SIZE = "max-virtual-size";
    private static final Set<String> FIELDS =
            Set.of(PATH, FORMAT, VOLUME, LAYER_FORMATS, ROLE, MAX_CHAIN, MAX_VIRTUAL_SIZE);

    private final JsonNode document;

    private InspectionRequest(JsonNode document) {
        this.document = document;
    }

    /**
     * The request that a document makes.
     *
     * @throws SnapshotException INVALID_ARGUMENT, FORMAT_UNKNOWN without a format, or whatever is wrong with a value
     */
    static Inspection of(JsonNode document) {
        if (!document.isObject()) {
            throw invalid("The request is not a JSON object.");
        }
        for (String name : document.propertyNames()) {
            if (!FIELDS.contains(name)) {
                throw invalid("The request has an unknown field " + ImageName.quoted(name) + ".");
            }
        }
        return new InspectionRequest(document).read();
    }

    private Inspection read() {
        ImageFormat format = text(FORMAT)
                .map(ImageFormat::parse)
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.FORMAT_UNKNOWN, "The request tells no format, and a format is never guessed."));
        return new Inspection(
                text(PATH).map(InspectionRequest::path).orElseThrow(() -> invalid("The request has no path.")),
                format,
                text(VOLUME).map(new CinderLayout()::volumeNamed),
                layerFormats(),
                text(ROLE).map(Role::parse).orElse(Role.LAYER),
                limits());
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new SnapshotException(
                    ErrorCode.IMAGE_NAME_REFUSED, "Not the path of a file: " + ImageName.quoted(text), e);
        }
    }

    private Map<ImageName, ImageFormat> layerFormats() {
        Map<ImageName, ImageFormat> formats = new HashMap<>();
        field(LAYER_FORMATS).ifPresent(node -> {
            if (!node.isObject()) {
                throw invalid(LAYER_FORMATS + " is not an object.");
            }
            node.properties()
                    .forEach(entry -> formats.put(
                            new ImageName(entry.getKey()), ImageFormat.parse(text(entry.getValue(), LAYER_FORMATS))));
        });
        return formats;
    }

    private Limits limits() {
        Limits limits = Limits.DEFAULT;
        Optional<Long> images = number(MAX_CHAIN);
        if (images.isPresent()) {
            limits = limits.withMaxChain((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, images.get())));
        }
        return number(MAX_VIRTUAL_SIZE)
                .map(VirtualSize::new)
                .map(limits::withMaxVirtualSize)
                .orElse(limits);
    }

    private Optional<JsonNode> field(String name) {
        return Optional.ofNullable(document.get(name)).filter(node -> !node.isNull());
    }

    private Optional<String> text(String name) {
        return field(name).map(node -> text(node, name));
    }

    private static String text(JsonNode node, String name) {
        if (!node.isString()) {
            throw invalid(name + " is not a string.");
        }
        return node.stringValue();
    }

    private Optional<Long> number(String name) {
        return field(name).map(node -> {
            if (!node.isIntegralNumber() || !node.canConvertToLong()) {
                throw invalid(name + " is not a whole number.");
            }
            return node.longValue();
        });
    }

    private static SnapshotException invalid(String message) {
        return new SnapshotException(ErrorCode.INVALID_ARGUMENT, message);
    }
}
