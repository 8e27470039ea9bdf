package org.chainsmith.qemuimg;

import java.util.Optional;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;
import org.chainsmith.qemuimg.volumes.VolumeLayout;

/** Which valid qcow2 headers are acceptable: no feature that would be lost, and no reference out of the volume. */
final class HeaderPolicy {
    /** What an acceptable overlay backs onto. */
    record Backing(ImageName name, ImageFormat format) {}

    private final VolumeLayout layout;
    private final VirtualSize limit;

    HeaderPolicy(VolumeLayout layout, VirtualSize limit) {
        this.layout = layout;
        this.limit = limit;
    }

    /** What the image backs onto, or a refusal. */
    Optional<Backing> accept(VolumeId volume, ImageName image, Qcow2Header header) {
        allowed(image, header.virtualSize());
        refuseIf(
                header.corrupt(),
                image,
                ErrorCode.IMAGE_CORRUPT,
                "is marked corrupt",
                "Repair it with qemu-img check -r all.");
        refuseIf(
                header.dirty(),
                image,
                ErrorCode.IMAGE_DIRTY,
                "was not closed properly",
                "If no guest uses it, repair it with qemu-img check -r all.");
        refuseIf(
                header.externalDataFile() || header.dataFile().isPresent(),
                image,
                ErrorCode.DATA_FILE,
                "keeps its data in another file",
                "Such images are never accepted. Find out where it came from.");
        refuseIf(
                header.encrypted(),
                image,
                ErrorCode.IMAGE_ENCRYPTED,
                "is encrypted",
                "Encrypted images are not supported.");
        refuseIf(
                header.internalSnapshots() > 0,
                image,
                ErrorCode.INTERNAL_SNAPSHOTS,
                "has internal snapshots, which a merge would lose",
                "Delete them with qemu-img snapshot -d.");
        refuseIf(
                header.bitmaps() > 0,
                image,
                ErrorCode.BITMAPS,
                "has persistent bitmaps, which a merge would lose",
                "Remove them with qemu-img bitmap --remove.");
        return header.backingName().map(name -> backing(volume, image, name, header.backingFormat()));
    }

    VirtualSize allowed(ImageName image, VirtualSize size) {
        refuseIf(
                size.compareTo(limit) > 0,
                image,
                ErrorCode.IMAGE_TOO_LARGE,
                "has " + size + ", and at most " + limit + " are allowed",
                "Find out where it came from, or raise the limit.");
        return size;
    }

    private Backing backing(VolumeId volume, ImageName image, String name, Optional<String> format) {
        refuseIf(
                !layout.isImage(volume, name),
                image,
                ErrorCode.BACKING_NAME_REFUSED,
                "backs onto " + ImageName.quoted(name) + ", which is not the name of an image of its volume",
                "Such images are never accepted. If only the spelling is wrong, rewrite it with qemu-img rebase -u.");
        String stated = format.orElseThrow(() -> refusal(
                image,
                ErrorCode.BACKING_FORMAT_MISSING,
                "does not say which format its backing image has",
                "Record it with qemu-img rebase -u -F, if you know it."));
        ImageName backing = new ImageName(name);
        for (ImageFormat known : ImageFormat.values()) {
            if (known.id().equals(stated)) {
                return new Backing(backing, known);
            }
        }
        throw refusal(
                image,
                ErrorCode.BACKING_FORMAT_REFUSED,
                "says that its backing image is " + ImageName.quoted(stated),
                "Only raw and qcow2 are accepted.");
    }

    private static void refuseIf(boolean holds, ImageName image, ErrorCode code, String fact, String hint) {
        if (holds) {
            throw refusal(image, code, fact, hint);
        }
    }

    private static SnapshotException refusal(ImageName image, ErrorCode code, String fact, String hint) {
        return new SnapshotException(code, "The image " + image + " " + fact + ". Nothing was changed.")
                .ofImage(image)
                .hint(hint);
    }
}
