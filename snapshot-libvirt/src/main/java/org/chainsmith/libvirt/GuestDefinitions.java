package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.GuestState;
import org.chainsmith.libvirt.xml.DiskChain;
import org.chainsmith.libvirt.xml.DiskDescription;
import org.chainsmith.libvirt.xml.DomainDescription;
import org.chainsmith.libvirt.xml.DomainEdit;

/** With which images guests that are off will start. */
final class GuestDefinitions {
    private final Domains domains;
    private final LibvirtGuests guests;
    private final Effects effects;

    GuestDefinitions(Domains domains, LibvirtGuests guests, Effects effects) {
        this.domains = requireNonNull(domains, "domains is null");
        this.guests = requireNonNull(guests, "guests is null");
        this.effects = requireNonNull(effects, "effects is null");
    }

    /**
     * Lets the definition name these active layers, and leaves what is below them to the headers. Nothing keeps a guest
     * from being started meanwhile: if it was, on what its definition said until then, that is put back.
     *
     * @throws SnapshotException IMAGE_IN_USE if the guest is active: the definition is as before
     */
    void follow(GuestId guest, Map<DiskTarget, Image> actives) {
        if (guests.state(guest) != GuestState.OFF) {
            throw started(guest);
        }
        DomainDescription defined = DomainDescription.parse(domains.inactiveXml(guest));
        Map<DiskTarget, DiskChain> before = new HashMap<>();
        Map<DiskTarget, DiskChain> after = new HashMap<>();
        actives.forEach((target, active) -> {
            DiskDescription disk = defined.disk(target);
            before.put(target, disk.chain());
            after.put(target, headersKnow(disk, active));
        });
        define(guest, "define guest " + guest, after);
        if (guests.state(guest).isActive() && !hasOpen(guest, actives)) {
            define(guest, "define guest " + guest + " as before", before);
            throw started(guest);
        }
    }

    /** Lets the definition list all layers of a disk. A guest that is active keeps what it has open. */
    void list(Attachment at, BackingChain chain) {
        DiskDescription disk =
                DomainDescription.parse(domains.inactiveXml(at.guest())).disk(at.disk());
        List<DiskChain.Layer> activeFirst = new ArrayList<>();
        for (Image image : chain.images()) {
            activeFirst.add(0, layer(disk, image));
        }
        DiskChain listed = new DiskChain(activeFirst, DiskChain.Below.NOTHING);
        define(at.guest(), "list the layers of " + at, Map.of(at.disk(), listed));
    }

    private static DiskChain headersKnow(DiskDescription disk, Image active) {
        return new DiskChain(List.of(layer(disk, active)), DiskChain.Below.UNKNOWN);
    }

    private static DiskChain.Layer layer(DiskDescription disk, Image image) {
        return new DiskChain.Layer(
                OptionalInt.empty(),
                disk.source().orElseThrow().beside(image.name()),
                Optional.of(image.format().id()));
    }

    private void define(GuestId guest, String effect, Map<DiskTarget, DiskChain> chains) {
        effects.perform(
                effect,
                () -> domains.redefine(guest, definition -> {
                    DomainEdit edit = DomainEdit.of(definition);
                    chains.forEach(edit::disk);
                    return edit.xml();
                }));
    }

    private boolean hasOpen(GuestId guest, Map<DiskTarget, Image> actives) {
        DomainDescription running = guests.describe(guest);
        return actives.entrySet().stream()
                .allMatch(each -> LibvirtGuests.chain(running.disk(each.getKey()))
                        .active()
                        .equals(each.getValue().name()));
    }

    private static SnapshotException started(GuestId guest) {
        return new SnapshotException(
                ErrorCode.IMAGE_IN_USE, "Guest " + guest + " was started, and its definition was not changed.");
    }
}
