package org.chainsmith.libvirt.xml;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DiskTarget;
import org.jspecify.annotations.Nullable;

/**
 * A disk as libvirt's XML describes it.
 *
 * @param type libvirt's kind of source: file, block, network, volume, ...
 * @param device what it is for the guest: disk, cdrom, floppy, lun
 * @param bus the bus of the target, if it is said
 * @param chain its layers; none for a drive without a medium
 * @param mirror the copy that is being made of it, or the lower layer that an active commit writes to
 */
public record DiskDescription(
        String type,
        String device,
        DiskTarget target,
        Optional<String> bus,
        Optional<String> serial,
        Optional<String> alias,
        Set<Mark> marks,
        Driver driver,
        DiskChain chain,
        Optional<Mirror> mirror) {
    /** What a disk can be marked as. */
    public enum Mark {
        READ_ONLY,
        SHAREABLE,
        TRANSIENT
    }

    /** How QEMU opens the disk, in libvirt's words; empty what the XML does not say. */
    public record Driver(
            Optional<String> name,
            Optional<String> type,
            Optional<String> cache,
            Optional<String> io,
            Optional<String> discard) {
        static Driver of(DomainXml.@Nullable Driver xml) {
            DomainXml.Driver driver = xml == null ? new DomainXml.Driver() : xml;
            return new Driver(
                    Optional.ofNullable(driver.name),
                    Optional.ofNullable(driver.type),
                    Optional.ofNullable(driver.cache),
                    Optional.ofNullable(driver.io),
                    Optional.ofNullable(driver.discard));
        }
    }

    /**
     * A block job that writes elsewhere what the guest writes.
     *
     * @param job libvirt's word: copy or active-commit
     * @param state whether it has caught up
     */
    public record Mirror(String job, State state, Optional<ImageLocation> location, Optional<String> format) {
        /** How far it is. */
        public enum State {
            COPYING,
            READY,
            /** Asked to end on the old image. */
            ABORTING,
            /** Asked to end on the new image. */
            PIVOTING
        }

        static Mirror of(DomainXml.Mirror xml) {
            SourceXml source = xml.source;
            if (source == null && xml.file != null) {
                source = new SourceXml();
                source.file = xml.file;
            }
            return new Mirror(
                    Optional.ofNullable(xml.job).orElse("copy"),
                    state(Optional.ofNullable(xml.ready).orElse("no")),
                    Sources.read(xml.type, source, null),
                    Optional.ofNullable(xml.formatElement).map(format -> format.type));
        }

        private static State state(String ready) {
            return switch (ready) {
                case "no" -> State.COPYING;
                case "yes" -> State.READY;
                case "abort" -> State.ABORTING;
                case "pivot" -> State.PIVOTING;
                default -> throw SafeXml.refused("the state of a mirror is not known here");
            };
        }
    }

    public DiskDescription {
        requireNonNull(type, "type is null");
        requireNonNull(device, "device is null");
        requireNonNull(target, "target is null");
        requireNonNull(bus, "bus is null");
        requireNonNull(serial, "serial is null");
        requireNonNull(alias, "alias is null");
        marks = Set.copyOf(marks);
        requireNonNull(driver, "driver is null");
        requireNonNull(chain, "chain is null");
        requireNonNull(mirror, "mirror is null");
    }

    /** Where the active layer is, unless there is no medium. */
    public Optional<ImageLocation> source() {
        return chain.layers().stream().map(DiskChain.Layer::location).findFirst();
    }

    /**
     * How block jobs name the layer of this name, which is beside the active one: {@code vda[3]}. Indexes change: only to
     * be asked of a description that has just been read.
     *
     * @throws SnapshotException LEDGER_UNLIKE_CHAIN if the image is no layer, or the guest does not run
     */
    public String device(ImageName layer) {
        return source().flatMap(active -> chain.at(active.beside(layer))).stream()
                .map(DiskChain.Layer::index)
                .filter(OptionalInt::isPresent)
                .map(index -> target + "[" + index.getAsInt() + "]")
                .findFirst()
                .orElseThrow(() -> new SnapshotException(
                                ErrorCode.LEDGER_UNLIKE_CHAIN,
                                "The image " + layer + " is not open as a layer of " + target + ".")
                        .onChain(chain));
    }

    static DiskDescription of(DomainXml.Disk xml) {
        DomainXml.Target target = xml.target;
        if (target == null || target.dev == null) {
            throw SafeXml.refused("a disk has no target");
        }
        Set<Mark> marks = new HashSet<>();
        if (xml.readonly != null) {
            marks.add(Mark.READ_ONLY);
        }
        if (xml.shareable != null) {
            marks.add(Mark.SHAREABLE);
        }
        if (xml.transientMark != null) {
            marks.add(Mark.TRANSIENT);
        }
        return new DiskDescription(
                Optional.ofNullable(xml.type).orElse("file"),
                Optional.ofNullable(xml.device).orElse("disk"),
                new DiskTarget(target.dev),
                Optional.ofNullable(target.bus),
                Optional.ofNullable(xml.serial),
                Optional.ofNullable(xml.alias).map(alias -> alias.name),
                marks,
                Driver.of(xml.driver),
                DiskChain.of(xml),
                Optional.ofNullable(xml.mirror).map(Mirror::of));
    }
}
