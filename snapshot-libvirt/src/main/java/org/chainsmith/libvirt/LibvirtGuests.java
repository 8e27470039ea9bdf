package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestDisk.Obstacle;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.GuestState;
import org.chainsmith.core.guest.LiveChain;
import org.chainsmith.libvirt.xml.DiskChain;
import org.chainsmith.libvirt.xml.DiskDescription;
import org.chainsmith.libvirt.xml.DomainDescription;

/** Guests and the chains of their disks, as libvirt's XML tells them. */
final class LibvirtGuests {
    private final Domains domains;
    private final QemuProcesses processes;
    private volatile Optional<Parsed> last = Optional.empty();

    /** One operation reads the same text many times, and what it means does not change. */
    private record Parsed(String xml, DomainDescription description) {}

    LibvirtGuests(Domains domains, QemuProcesses processes) {
        this.domains = requireNonNull(domains, "domains is null");
        this.processes = requireNonNull(processes, "processes is null");
    }

    List<Guest> all() {
        List<Guest> guests = new ArrayList<>();
        for (GuestId guest : domains.list()) {
            find(guest).ifPresent(guests::add);
        }
        return guests;
    }

    Optional<Guest> named(String name) {
        return orElseNone(() -> domains.named(name)).flatMap(this::find);
    }

    Optional<Guest> find(GuestId guest) {
        return orElseNone(() -> {
            Domains.Look look = domains.look(guest);
            GuestState state = state(guest, look.state());
            DomainDescription description = description(look.xml());
            List<GuestDisk> disks = description.disks().stream()
                    .filter(disk ->
                            disk.device().equals("disk") || disk.device().equals("lun"))
                    .map(LibvirtGuests::disk)
                    .toList();
            return new Guest(guest, description.name(), state, run(guest, state), disks);
        });
    }

    private static <T> Optional<T> orElseNone(Supplier<T> look) {
        try {
            return Optional.of(look.get());
        } catch (SnapshotException e) {
            if (e.code() == ErrorCode.GUEST_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A run that nothing tells from others is like no other. */
    private String run(GuestId guest, GuestState state) {
        return state.isActive()
                ? processes.run(guest).orElseGet(() -> UUID.randomUUID().toString())
                : "";
    }

    GuestState state(GuestId guest) {
        return state(guest, domains.state(guest));
    }

    private GuestState state(GuestId guest, DomainState state) {
        return switch (state.activity()) {
            case RUNNING -> GuestState.RUNNING;
            case PAUSED -> GuestState.PAUSED;
            case OFF -> domains.hasSavedMemory(guest) ? GuestState.SAVED : GuestState.OFF;
        };
    }

    /** What a guest does whose storage is in trouble, in a sentence for people. */
    String told(GuestId guest) {
        DomainState state = domains.state(guest);
        return switch (state.activity()) {
            case RUNNING -> "The guest runs.";
            case PAUSED ->
                state.isPausedByIoError() ? "The guest is paused, as a disk of it failed." : "The guest is paused.";
            case OFF -> "The guest is off.";
        };
    }

    /** What the running guest has, or what it will be started with. */
    DomainDescription describe(GuestId guest) {
        return description(domains.xml(guest));
    }

    private DomainDescription description(String xml) {
        Optional<Parsed> known = last.filter(parsed -> parsed.xml().equals(xml));
        if (known.isPresent()) {
            return known.get().description();
        }
        Parsed parsed = new Parsed(xml, DomainDescription.parse(xml));
        last = Optional.of(parsed);
        return parsed.description();
    }

    /** The disk of a guest that has it open. */
    DiskDescription open(Attachment at) {
        DomainDescription guest = describe(at.guest());
        if (!guest.active()) {
            throw new SnapshotException(ErrorCode.GUEST_NOT_RUNNING, "Guest " + at.guest() + " is off.");
        }
        return guest.disk(at.disk());
    }

    static LiveChain chain(DiskDescription disk) {
        List<ImageName> baseFirst = new ArrayList<>();
        for (DiskChain.Layer layer : disk.chain().layers()) {
            baseFirst.add(0, named(disk, layer));
        }
        return new LiveChain(baseFirst, disk.chain().isComplete());
    }

    /** Images are named within the place of the active layer. */
    private static ImageName named(DiskDescription disk, DiskChain.Layer layer) {
        ImageName name = layer.location().imageName();
        ImageLocation active = disk.source().orElseThrow();
        if (!active.beside(name).sameImage(layer.location())) {
            throw new SnapshotException(
                            ErrorCode.DISK_UNSUITABLE,
                            "Disk " + disk.target() + " has layers in several places: " + disk.chain()
                                    + ". Nothing was changed.")
                    .onChain(disk.chain())
                    .hint("Chainsmith works on chains of which all images are in one directory or pool, or are exports"
                            + " of one server.");
        }
        return name;
    }

    private static GuestDisk disk(DiskDescription disk) {
        return new GuestDisk(disk.target(), disk.serial(), disk.source(), obstacles(disk));
    }

    private static Set<Obstacle> obstacles(DiskDescription disk) {
        Set<Obstacle> obstacles = EnumSet.noneOf(Obstacle.class);
        for (DiskDescription.Mark mark : disk.marks()) {
            obstacles.add(
                    switch (mark) {
                        case READ_ONLY -> Obstacle.READ_ONLY;
                        case SHAREABLE -> Obstacle.SHAREABLE;
                        case TRANSIENT -> Obstacle.TRANSIENT;
                    });
        }
        if (disk.source().isEmpty()) {
            obstacles.add(Obstacle.NO_MEDIUM);
        } else if (disk.source().get() instanceof ImageLocation.BlockDevice) {
            obstacles.add(Obstacle.RAW_DEVICE);
        } else if (!(disk.source().get() instanceof ImageLocation.File)
                && !(disk.source().get() instanceof NetworkLocation)) {
            obstacles.add(Obstacle.SOURCE_UNSUPPORTED);
        }
        if (disk.driver().type().isEmpty()) {
            obstacles.add(Obstacle.FORMAT_UNSTATED);
        }
        return obstacles;
    }
}
