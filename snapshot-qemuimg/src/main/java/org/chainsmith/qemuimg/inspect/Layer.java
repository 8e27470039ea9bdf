package org.chainsmith.qemuimg.inspect;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.Allocation;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;
import org.chainsmith.qemuimg.storage.FileStatus;
import org.chainsmith.qemuimg.storage.ImageFile;

/**
 * One image that was looked at, and what speaks against it.
 *
 * @param header of a qcow2 image
 * @param backing the next image below, if it may be opened
 * @param refusals empty if the image is acceptable by itself
 */
public record Layer(
        Image image, Optional<Qcow2Header> header, Optional<Backing> backing, List<SnapshotException> refusals) {
    /** What an acceptable overlay backs onto, by its header. */
    public record Backing(ImageName name, ImageFormat format) {
        public Backing {
            requireNonNull(name, "name is null");
            requireNonNull(format, "format is null");
        }
    }

    public Layer {
        requireNonNull(image, "image is null");
        requireNonNull(header, "header is null");
        requireNonNull(backing, "backing is null");
        refusals = List.copyOf(refusals);
    }

    /**
     * Looks at a file that was just opened. Its name has been checked.
     *
     * @param format the tracked one
     * @throws SnapshotException if the header is not valid: then nothing else can be said
     */
    public static Layer read(ImageName name, ImageFormat format, ImageFile file, Reach reach, VirtualSize limit) {
        FileStatus status = file.statusWhenOpened();
        Allocation allocation = new Allocation(status.allocatedBytes());
        HeaderPolicy policy = new HeaderPolicy(name, reach);
        if (format == ImageFormat.RAW) {
            VirtualSize size = rawSize(name, status.size());
            policy.size(size, limit);
            Image image = new Image(name, format, size, allocation);
            return new Layer(image, Optional.empty(), Optional.empty(), policy.refusals());
        }
        Qcow2Header header = Qcow2Header.read(file, status.size());
        Optional<Backing> backing = policy.judge(header, limit);
        Image image = new Image(name, format, header.virtualSize(), allocation);
        return new Layer(image, Optional.of(header), backing, policy.refusals());
    }

    private static VirtualSize rawSize(ImageName name, long length) {
        if (length >= 1L << 60) {
            throw new SnapshotException(ErrorCode.IMAGE_TOO_LARGE, "The file has " + length + " bytes").ofImage(name);
        }
        return VirtualSize.ofLength(length);
    }

    /** This layer, or the first refusal. */
    public Layer accepted() {
        if (!refusals.isEmpty()) {
            throw refusals.get(0);
        }
        return this;
    }
}
