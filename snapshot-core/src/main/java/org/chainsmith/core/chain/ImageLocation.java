package org.chainsmith.core.chain;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.error.SnapshotException;

/**
 * Where the bytes of an image are: what QEMU opens. Not its name within a volume ({@link ImageName}), not its format.
 *
 * <p>A location never holds a key or a password, so every location may be printed. Equality is that of the written form;
 * {@link #sameImage} compares by meaning.
 */
public sealed interface ImageLocation
        permits ImageLocation.HostPath, ImageLocation.PoolVolume, ImageLocation.Unsupported, NetworkLocation {
    /**
     * Whether both lead to the same image: {@code gv0/./b.raw} is {@code gv0/b.raw}, an absent port is the protocol's
     * own, several servers of one cluster are one, and who asks does not matter. {@code ..} is not resolved, as only the
     * file system knows where it leads. False does not prove that the images differ: links are not followed.
     */
    boolean sameImage(ImageLocation other);

    /**
     * Where a name in the header of this image leads when it is relative.
     *
     * @throws SnapshotException NOT_SUPPORTED where relative names do not work: on nfs, nbd and rbd, and in pools
     */
    ImageLocation sibling(String relativeName);

    /**
     * The image of this name in the same place: in the same directory, pool, or among the exports of the same server.
     *
     * @throws SnapshotException NOT_SUPPORTED where Chainsmith makes no images: in pools of libvirt
     */
    ImageLocation beside(ImageName name);

    /**
     * The last component of the location as the name of an image.
     *
     * @throws SnapshotException IMAGE_NAME_REFUSED if it is no such name
     */
    ImageName imageName();

    /** A path of the host. */
    sealed interface HostPath extends ImageLocation {
        /** Absolute. */
        String path();

        /** The directory that it is in. */
        default String directory() {
            return path().substring(0, Math.max(1, path().lastIndexOf('/')));
        }

        @Override
        default boolean sameImage(ImageLocation other) {
            return LocationText.samePath(path(), other);
        }

        @Override
        default File sibling(String relativeName) {
            return new File(LocationText.sibling(path(), relativeName));
        }

        @Override
        default File beside(ImageName name) {
            return sibling(name.value());
        }

        @Override
        default ImageName imageName() {
            return LocationText.lastComponent(path());
        }
    }

    /**
     * A file of the host.
     *
     * @param path absolute
     */
    record File(String path) implements HostPath {
        /** Rejects a relative path with LOCATION_REFUSED. */
        public File {
            LocationText.requireAbsolute(path, "The path of an image");
        }

        @Override
        public String toString() {
            return path;
        }
    }

    /**
     * A block device of the host.
     *
     * @param path absolute
     */
    record BlockDevice(String path) implements HostPath {
        /** Rejects a relative path with LOCATION_REFUSED. */
        public BlockDevice {
            LocationText.requireAbsolute(path, "The path of a block device");
        }

        @Override
        public String toString() {
            return path;
        }
    }

    /** A volume of a storage pool of libvirt. Where it really is, only the pool knows. */
    record PoolVolume(String pool, String volume) implements ImageLocation {
        /** Rejects empty names and control characters with LOCATION_REFUSED. */
        public PoolVolume {
            LocationText.requireText(pool, "The name of a storage pool");
            LocationText.requireText(volume, "The name of a storage volume");
        }

        @Override
        public boolean sameImage(ImageLocation other) {
            return equals(other);
        }

        @Override
        public ImageLocation sibling(String relativeName) {
            throw LocationText.noRelativeNames("in a storage pool", this);
        }

        @Override
        public ImageLocation beside(ImageName name) {
            throw LocationText.noPlace(this);
        }

        @Override
        public ImageName imageName() {
            return LocationText.lastComponent(volume);
        }

        @Override
        public String toString() {
            return "volume " + volume + " of pool " + pool;
        }
    }

    /**
     * A source that Chainsmith does not work on. It can be shown, and is the same as no other.
     *
     * @param what what it is, in a few words that are safe to print
     */
    record Unsupported(String what) implements ImageLocation {
        public Unsupported {
            requireNonNull(what, "what is null");
        }

        @Override
        public boolean sameImage(ImageLocation other) {
            return false;
        }

        @Override
        public ImageLocation sibling(String relativeName) {
            throw LocationText.noRelativeNames("there", this);
        }

        @Override
        public ImageLocation beside(ImageName name) {
            throw LocationText.noPlace(this);
        }

        @Override
        public ImageName imageName() {
            throw LocationText.refused("No image that Chainsmith works on: " + what);
        }

        @Override
        public String toString() {
            return what;
        }
    }
}
