package org.chainsmith.testkit.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.Consistency;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * The disk below {@link MemoryBackend}s. It survives their death: to restart after a simulated crash, open a new backend
 * on the same store. What a test does here directly is what a guest, or somebody else, does: it is no effect of a
 * backend.
 *
 * <p>Content is kept by cluster, as a number: equal numbers are equal bytes, 0 reads as zeros. Sizes are multiples of
 * {@link #CLUSTER}.
 */
public final class MemoryStore {
    /** Bytes in one cluster. */
    public static final int CLUSTER = 64 << 10;

    private static final long DEFAULT_CAPACITY = 1L << 40;

    final Map<ImageName, MemoryImage> images = new ConcurrentSkipListMap<>();
    /** What is on the disk of images of which the process that has them open knows more. */
    private final Map<ImageName, MemoryImage> durable = new ConcurrentHashMap<>();

    final Map<ImageName, SnapshotLedger> unfinishedLedgers = new ConcurrentSkipListMap<>();
    final Map<VolumeId, SnapshotLedger> ledgers = new ConcurrentHashMap<>();
    final Map<VolumeId, MemoryLog.History> logs = new ConcurrentHashMap<>();
    final Map<VolumeId, Map<SnapshotId, Consistency>> consistency = new ConcurrentHashMap<>();
    final Map<VolumeId, Semaphore> locks = new ConcurrentHashMap<>();
    private final Set<ImageName> inUse = ConcurrentHashMap.newKeySet();
    private final Set<ImageName> damaged = ConcurrentHashMap.newKeySet();
    private volatile long capacity;

    public MemoryStore() {
        this(DEFAULT_CAPACITY);
    }

    /** A store that takes so many bytes of data, then refuses with NO_SPACE. */
    public MemoryStore(long capacity) {
        this.capacity = capacity;
    }

    /** From now on the store takes so many bytes of data; what it holds already stays. */
    public void resizeTo(long bytes) {
        capacity = bytes;
    }

    /** The size of a disk of so many clusters. */
    public static VirtualSize size(long clusters) {
        return new VirtualSize(clusters * CLUSTER);
    }

    static long clusters(VirtualSize size) {
        return (size.bytes() + CLUSTER - 1) / CLUSTER;
    }

    /** The guest writes data (not 0) to the active layer of the volume. */
    public void write(VolumeId volume, long cluster, long content) {
        put(active(volume), cluster, content);
    }

    /** The guest writes zeros, or discards: the active layer then hides what is below it. */
    public void writeZeros(VolumeId volume, long cluster) {
        put(active(volume), cluster, MemoryImage.ZEROS);
    }

    /** Somebody resizes the active layer of the volume, as {@code qemu-img resize} does. */
    public void resize(VolumeId volume, long clusters) {
        grow(active(volume), size(clusters));
    }

    /** The size of the volume's disk as the guest sees it, in clusters. */
    public long length(VolumeId volume) {
        return image(active(volume)).length();
    }

    /** Sets a backing reference, right or wrong. */
    public void pointTo(ImageName overlay, ImageName backing) {
        images.put(
                overlay, image(overlay).on(Optional.of(backing), image(overlay).backingFormat()));
    }

    /** Somebody removes an image. */
    public void lose(ImageName image) {
        images.remove(image);
    }

    /** A guest or a tool opens the image, until {@link #release}. */
    public void occupy(ImageName image) {
        inUse.add(image);
    }

    public void release(ImageName image) {
        inUse.remove(image);
    }

    /** The image is found damaged from now on. */
    public void damage(ImageName image) {
        damaged.add(image);
    }

    boolean isInUse(ImageName image) {
        return inUse.contains(image);
    }

    boolean isDamaged(ImageName image) {
        return damaged.contains(image);
    }

    /** What the image reads through its chain, cluster by cluster. */
    public List<Long> content(ImageName name) {
        List<Long> content = new ArrayList<>();
        for (long cluster = 0; cluster < image(name).length(); cluster++) {
            content.add(read(name, cluster));
        }
        return List.copyOf(content);
    }

    /** The names of all images and of everything under a temporary name. */
    public List<String> names() {
        Set<ImageName> names = new TreeSet<>(images.keySet());
        names.addAll(unfinishedLedgers.keySet());
        return names.stream().map(ImageName::value).toList();
    }

    long freeBytes() {
        long used = images.values().stream().mapToLong(MemoryImage::allocated).sum();
        return capacity - used * CLUSTER;
    }

    MemoryImage image(ImageName name) {
        MemoryImage image = images.get(name);
        if (image == null) {
            throw new SnapshotException(ErrorCode.IMAGE_MISSING, "There is no image " + name + ".").ofImage(name);
        }
        return image;
    }

    /** The image as whoever reads the file finds it. */
    Optional<MemoryImage> onDisk(ImageName name) {
        return Optional.ofNullable(images.get(name)).map(image -> durable.getOrDefault(name, image));
    }

    /** {@link #put}, known only to the process that has the image open until it flushes. */
    void putVolatile(ImageName name, long cluster, long content) {
        MemoryImage before = image(name);
        put(name, cluster, content);
        durable.putIfAbsent(name, before);
    }

    /** One cluster is durable as it is now. */
    void settle(ImageName name, long cluster) {
        long content = image(name).provided(cluster).orElse(MemoryImage.ZEROS);
        durable.computeIfPresent(name, (same, image) -> image.with(cluster, content));
    }

    /** Everything in the image is durable. */
    void flush(ImageName name) {
        durable.remove(name);
    }

    /** The process that has the image open is gone. */
    void loseVolatile(ImageName name) {
        MemoryImage left = durable.remove(name);
        if (left != null) {
            images.put(name, left);
        }
    }

    /** Writes the backing reference, in memory and on the disk at once. */
    void point(ImageName overlay, Optional<ImageName> backing) {
        Optional<ImageFormat> format = backing.map(name -> image(name).format());
        images.put(overlay, image(overlay).on(backing, format));
        durable.computeIfPresent(overlay, (same, image) -> image.on(backing, format));
    }

    ImageName active(VolumeId volume) {
        return Optional.ofNullable(ledgers.get(volume)).orElseThrow().active();
    }

    /** What the guest would read of this cluster through the image. */
    long read(ImageName name, long cluster) {
        return readAbove(Optional.empty(), name, cluster).orElse(MemoryImage.ZEROS);
    }

    /**
     * What the images from the top down to, and without, the base provide of the cluster; empty if the base shows.
     * Without a base: what the top reads, empty where no image provides anything.
     */
    Optional<Long> readAbove(Optional<ImageName> base, ImageName top, long cluster) {
        Optional<ImageName> at = Optional.of(top);
        for (int depth = 0; at.isPresent() && !at.equals(base); depth++) {
            MemoryImage image = image(at.get());
            Optional<Long> own = cluster < image.length() ? image.provided(cluster) : Optional.of(MemoryImage.ZEROS);
            if (own.isPresent()) {
                return own;
            }
            if (depth == MemoryInspector.DEEPEST) {
                throw new SnapshotException(ErrorCode.CHAIN_LOOP, "The chain of " + top + " has no end.").ofImage(top);
            }
            at = image.backing();
        }
        return Optional.empty();
    }

    void put(ImageName name, long cluster, long content) {
        MemoryImage written = image(name).with(cluster, content);
        if (cluster < 0 || cluster >= written.length()) {
            throw new IllegalArgumentException("cluster " + cluster + " is outside of " + name);
        }
        if (written.allocated() > image(name).allocated() && freeBytes() < CLUSTER) {
            throw new SnapshotException(ErrorCode.NO_SPACE, "The store is full.").ofImage(name);
        }
        images.put(name, written);
    }

    /** What is new reads as zeros, also where the backing image is longer. Source: QEMU, bdrv_co_truncate. */
    void grow(ImageName name, VirtualSize size) {
        MemoryImage before = image(name);
        MemoryImage after = before.resized(size);
        long below = before.backing().map(backing -> image(backing).length()).orElse(0L);
        for (long cluster = before.length(); cluster < Math.min(after.length(), below); cluster++) {
            after = after.with(cluster, MemoryImage.ZEROS);
        }
        images.put(name, after);
    }
}
