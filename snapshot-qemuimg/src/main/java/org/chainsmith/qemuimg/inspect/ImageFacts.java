package org.chainsmith.qemuimg.inspect;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.backing.BackingName;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;

/**
 * What an image says about itself.
 *
 * @param header of a qcow2 image
 * @param compressed whether it has compressed clusters; empty if its tables are too many to look at
 */
public record ImageFacts(Image image, Optional<Qcow2Header> header, Optional<Boolean> compressed) {
    public ImageFacts {
        requireNonNull(image, "image is null");
        requireNonNull(header, "header is null");
        requireNonNull(compressed, "compressed is null");
    }

    /**
     * What the header says about the backing image, as far as it may be printed: the locations of some protocols hold keys
     * and passwords, and these are left out.
     */
    public Optional<String> backing() {
        return header.flatMap(Qcow2Header::backingName).map(ImageFacts::printable);
    }

    /** Likewise where the header says that the data are. */
    public Optional<String> dataFile() {
        return header.flatMap(Qcow2Header::dataFile).map(ImageFacts::printable);
    }

    private static String printable(String text) {
        try {
            return BackingName.parse(text).text();
        } catch (SnapshotException refused) {
            return HeaderPolicy.shown(text);
        }
    }

    /** The names of all feature bits that are set. */
    public List<String> features() {
        return header.map(FeatureNames::of).orElse(List.of());
    }
}
