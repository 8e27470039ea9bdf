package org.chainsmith.core.chain.backing;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * What the header of an overlay says about its backing image, understood as QEMU understands it.
 *
 * <p>The text of a header may hold a key ({@code rbd:...:key=...}) or a password. Nothing here keeps one, and no message
 * repeats the text.
 */
public sealed interface BackingName {
    /** A name beside the overlay. */
    record Relative(String name) implements BackingName {
        /** Rejects what would be no relative name in a header with BACKING_NAME_REFUSED. */
        public Relative {
            if (name.isEmpty()
                    || name.startsWith("/")
                    || name.endsWith("/")
                    || Scheme.of(name).isPresent()
                    || name.chars().anyMatch(Character::isISOControl)) {
                throw Refused.because("it is neither a relative name nor a location");
            }
        }

        @Override
        public ImageLocation locatedFrom(ImageLocation overlay) {
            return overlay.sibling(name);
        }

        @Override
        public String text() {
            return name;
        }
    }

    /**
     * A location that means the same wherever the overlay is.
     *
     * @param format the format that the text itself states, as only {@code json:} texts can
     */
    record Absolute(ImageLocation location, Optional<ImageFormat> format) implements BackingName {
        public Absolute {
            requireNonNull(location, "location is null");
            requireNonNull(format, "format is null");
        }

        @Override
        public ImageLocation locatedFrom(ImageLocation overlay) {
            return location;
        }

        @Override
        public String text() {
            return BackingName.of(location);
        }
    }

    /**
     * Where the backing image is, given where the overlay is.
     *
     * @throws SnapshotException NOT_SUPPORTED for a relative name where such names do not work
     */
    ImageLocation locatedFrom(ImageLocation overlay);

    /** The text for a header. It holds no key, and no reference to one. */
    String text();

    /**
     * Understands the text of a header.
     *
     * @throws SnapshotException BACKING_NAME_REFUSED for other protocols, for options that change what is read, and for
     *     texts that are not well formed
     */
    static BackingName parse(String text) {
        try {
            Optional<String> scheme = Scheme.of(text);
            return scheme.isPresent()
                    ? withScheme(scheme.get(), text)
                    : text.startsWith("/") ? absolute(new ImageLocation.File(text)) : new Relative(text);
        } catch (SnapshotException e) {
            if (e.code() == ErrorCode.LOCATION_REFUSED) {
                // Its message may quote a piece of the text.
                throw Refused.because("it names no image that can be");
            }
            throw e;
        }
    }

    private static BackingName withScheme(String scheme, String text) {
        return switch (scheme) {
            case "json" -> JsonForm.parse(text.substring("json:".length()));
            case "file" -> absolute(new ImageLocation.File(text.substring("file:".length())));
            case "rbd" -> absolute(RbdForm.parse(text));
            default ->
                absolute(NbdColonForm.matches(text) ? NbdColonForm.parse(text) : UriForm.parse(QemuUri.parse(text)));
        };
    }

    private static Absolute absolute(ImageLocation location) {
        return new Absolute(location, Optional.empty());
    }

    /**
     * The text by which a header names this location: a path or a URI where it can say everything, else {@code json:}. A
     * reference to a secret and the name (not the number) of an NFS user cannot be said in a header and are left out.
     *
     * @throws SnapshotException NOT_SUPPORTED for a volume of a pool and for unsupported sources
     */
    static String of(ImageLocation location) {
        if (location instanceof NetworkLocation network) {
            return network instanceof NetworkLocation.Rbd rbd
                    ? RbdForm.print(rbd)
                    : network.hosts().size() == 1 ? UriForm.print(network) : JsonForm.print(network);
        }
        if (location instanceof ImageLocation.File file) {
            return file.path();
        }
        if (location instanceof ImageLocation.BlockDevice device) {
            return device.path();
        }
        throw new SnapshotException(ErrorCode.NOT_SUPPORTED, "A header cannot name " + location);
    }

    /** The {@code json:} text by which a header names this location; what a header cannot say is left out likewise. */
    static String jsonOf(NetworkLocation location) {
        return JsonForm.print(location);
    }
}
