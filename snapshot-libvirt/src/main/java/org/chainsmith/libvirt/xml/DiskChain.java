package org.chainsmith.libvirt.xml;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a disk as libvirt tells them, the active one first, as in its XML.
 *
 * @param layers empty only for a drive without a medium
 * @param below what lies below the last layer
 */
public record DiskChain(List<Layer> layers, Below below) {
    /** What libvirt says about what lies below the last layer that it names. */
    public enum Below {
        /** The XML says that nothing does ({@code <backingStore/>}). */
        NOTHING,
        /** The XML says nothing about it. */
        UNKNOWN
    }

    /**
     * One layer.
     *
     * @param index its number in block jobs ({@code vda[3]}). Given anew when the guest starts, not in the order of the
     *     layers, and only while the guest runs: to be read immediately before use
     * @param format libvirt's word for the format, if it says one
     */
    public record Layer(OptionalInt index, ImageLocation location, Optional<String> format) {
        public Layer {
            requireNonNull(index, "index is null");
            requireNonNull(location, "location is null");
            requireNonNull(format, "format is null");
        }

        boolean isRaw() {
            return format.filter(ImageFormat.RAW.id()::equals).isPresent();
        }

        @Override
        public String toString() {
            return location.toString();
        }
    }

    public DiskChain {
        layers = List.copyOf(layers);
        requireNonNull(below, "below is null");
    }

    /**
     * Whether no layer can be missing: the XML says so, or the last layer is raw, as a raw image has no backing image.
     * Without libvirt's driver for the storage, and over nfs, nbd and rbd, the XML often does not say so.
     */
    public boolean isComplete() {
        return below == Below.NOTHING
                || (!layers.isEmpty() && layers.get(layers.size() - 1).isRaw());
    }

    /**
     * This chain, if it is complete.
     *
     * @throws SnapshotException CHAIN_UNKNOWN
     */
    public DiskChain requireComplete() {
        if (!isComplete()) {
            throw new SnapshotException(
                            ErrorCode.CHAIN_UNKNOWN,
                            "What lies below the last layer that libvirt names is not known to it.")
                    .onChain(this)
                    .hint("Stop the guest and add the missing layers to the disk in its definition, as nested"
                            + " <backingStore> elements with format and source; the last one is <backingStore/>.");
        }
        return this;
    }

    /** The one layer at this location, compared by meaning. */
    public Optional<Layer> at(ImageLocation location) {
        List<Layer> found = layers.stream()
                .filter(layer -> layer.location().sameImage(location))
                .toList();
        if (found.size() > 1) {
            throw new SnapshotException(
                            ErrorCode.CHAIN_LOOP, found.size() + " layers of one chain are the same image: " + location)
                    .onChain(this);
        }
        return found.stream().findFirst();
    }

    static DiskChain of(DomainXml.Disk disk) {
        List<Layer> layers = new ArrayList<>();
        Optional<ImageLocation> active = Sources.read(disk.type, disk.source, disk.auth);
        if (active.isEmpty()) {
            return new DiskChain(layers, Below.NOTHING);
        }
        SourceXml source = requireNonNull(disk.source);
        layers.add(new Layer(
                index(source.index),
                disk.encryption == null ? active.get() : new ImageLocation.Unsupported("an encrypted image"),
                Optional.ofNullable(disk.driver).map(driver -> driver.type)));
        LayerXml below = disk.backingStore;
        while (below != null && !below.isTerminator()) {
            layers.add(layer(below));
            below = below.backingStore;
        }
        return new DiskChain(layers, below == null ? Below.UNKNOWN : Below.NOTHING);
    }

    private static Layer layer(LayerXml xml) {
        String index = xml.index != null || xml.source == null ? xml.index : xml.source.index;
        return new Layer(
                index(index),
                Sources.read(xml.type, xml.source, null)
                        .orElse(new ImageLocation.Unsupported("a layer without a source")),
                Optional.ofNullable(xml.format).map(format -> format.type));
    }

    private static OptionalInt index(@Nullable String text) {
        if (text == null) {
            return OptionalInt.empty();
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw SafeXml.refused("the index of a layer is not a number");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    /** In arrow notation, the last layer first; {@code ?} is what is not known. */
    @Override
    public String toString() {
        List<Layer> lastFirst = new ArrayList<>(layers);
        Collections.reverse(lastFirst);
        return (isComplete() ? "" : "? <- ")
                + lastFirst.stream().map(Layer::toString).collect(Collectors.joining(" <- "));
    }
}
