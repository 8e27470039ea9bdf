package org.chainsmith.qemuimg.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;

/**
 * Which valid headers are acceptable: no feature that would be lost, and no reference out of the image's reach. One
 * judgement of one image; all its faults are collected, those of its references first.
 */
final class HeaderPolicy {
    private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

    private final ImageName image;
    private final Reach reach;
    private final List<SnapshotException> refusals = new ArrayList<>();

    HeaderPolicy(ImageName image, Reach reach) {
        this.image = image;
        this.reach = reach;
    }

    List<SnapshotException> refusals() {
        return refusals;
    }

    /** What the image backs onto, if that may be opened. */
    Optional<Layer.Backing> judge(Qcow2Header header, VirtualSize limit) {
        size(header.virtualSize(), limit);
        refuseIf(
                header.externalDataFile() || header.dataFile().isPresent(),
                ErrorCode.DATA_FILE,
                "keeps its data in another file",
                "Such images are never accepted. Find out where it came from.");
        Optional<Layer.Backing> backing = header.backingName().flatMap(name -> backing(name, header.backingFormat()));
        features(header);
        return backing;
    }

    void size(VirtualSize size, VirtualSize limit) {
        if (size.compareTo(limit) > 0) {
            refuse(
                    ErrorCode.IMAGE_TOO_LARGE,
                    "has " + size + ", and at most " + limit + " are allowed",
                    "Find out where it came from, or raise the limit.");
        }
    }

    private Optional<Layer.Backing> backing(String name, Optional<String> stated) {
        Optional<ImageFormat> format = reach.isAlone() ? Optional.empty() : format(stated);
        Optional<ImageName> meant = reach.backing(name);
        refuseIf(
                meant.isEmpty(),
                ErrorCode.BACKING_NAME_REFUSED,
                "backs onto " + shown(name) + ", " + reach.objection(),
                "Such images are never accepted. If only the spelling is wrong, rewrite it with qemu-img rebase -u.");
        return meant.flatMap(image -> format.map(known -> new Layer.Backing(image, known)));
    }

    /** A location with a protocol may hold a key, so that only its beginning is shown. */
    static String shown(String backing) {
        Matcher protocol = PROTOCOL.matcher(backing);
        return protocol.lookingAt() ? "a location that begins with " + protocol.group() : ImageName.quoted(backing);
    }

    private Optional<ImageFormat> format(Optional<String> stated) {
        if (stated.isEmpty()) {
            refuse(
                    ErrorCode.BACKING_FORMAT_MISSING,
                    "does not say which format its backing image has",
                    "Record it with qemu-img rebase -u -F, if you know it.");
            return Optional.empty();
        }
        for (ImageFormat known : ImageFormat.values()) {
            if (known.id().equals(stated.get())) {
                return Optional.of(known);
            }
        }
        refuse(
                ErrorCode.BACKING_FORMAT_REFUSED,
                "says that its backing image is " + ImageName.quoted(stated.get()),
                "Only raw and qcow2 are accepted.");
        return Optional.empty();
    }

    private void features(Qcow2Header header) {
        refuseIf(
                header.corrupt(),
                ErrorCode.IMAGE_CORRUPT,
                "is marked corrupt",
                "Repair it with qemu-img check -r all.");
        refuseIf(
                header.dirty(),
                ErrorCode.IMAGE_DIRTY,
                "was not closed properly",
                "If no guest uses it, repair it with qemu-img check -r all.");
        refuseIf(header.encrypted(), ErrorCode.IMAGE_ENCRYPTED, "is encrypted", "Encrypted images are not supported.");
        refuseIf(
                header.internalSnapshots() > 0,
                ErrorCode.INTERNAL_SNAPSHOTS,
                "has internal snapshots, which a merge would lose",
                "Delete them with qemu-img snapshot -d.");
        refuseIf(
                header.bitmaps() > 0,
                ErrorCode.BITMAPS,
                "has persistent bitmaps, which a merge would lose",
                "Remove them with qemu-img bitmap --remove.");
    }

    private void refuseIf(boolean holds, ErrorCode code, String fact, String hint) {
        if (holds) {
            refuse(code, fact, hint);
        }
    }

    private void refuse(ErrorCode code, String fact, String hint) {
        refusals.add(new SnapshotException(code, "The image " + image + " " + fact + ". Nothing was changed.")
                .ofImage(image)
                .hint(hint));
    }
}
