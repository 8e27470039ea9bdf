package org.chainsmith.libvirt;

import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;
import static org.chainsmith.libvirt.jna.NativeFailure.checked;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chainsmith.core.guest.GuestId;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/**
 * The handles of the domains that were used last on one connection, which spares a look-up for each call. A handle stands
 * for whatever domain has the UUID at the moment; whether there is one, every call finds out anew.
 */
final class DomainHandles {
    private static final int KEPT = 256;

    private final ConnectionPointer connection;
    private final Map<GuestId, DomainPointer> kept = new LinkedHashMap<>(16, 0.75f, true);

    DomainHandles(ConnectionPointer connection) {
        this.connection = connection;
    }

    /** A handle that the caller gives back with {@code virDomainFree}; it looks the domain up if it has to. */
    DomainPointer take(GuestId guest) {
        synchronized (kept) {
            DomainPointer known = kept.get(guest);
            if (known != null) {
                LIBVIRT.virDomainRef(known);
                return known;
            }
        }
        DomainPointer found = checked(LIBVIRT.virDomainLookupByUUIDString(connection, guest.value()));
        synchronized (kept) {
            if (kept.putIfAbsent(guest, found) == null) {
                LIBVIRT.virDomainRef(found);
                shorten();
            }
        }
        return found;
    }

    private void shorten() {
        Iterator<DomainPointer> oldestFirst = kept.values().iterator();
        while (kept.size() > KEPT) {
            LIBVIRT.virDomainFree(oldestFirst.next());
            oldestFirst.remove();
        }
    }

    /** Gives all back; handles that were taken stay valid until they are given back, too. */
    void close() {
        synchronized (kept) {
            kept.values().forEach(LIBVIRT::virDomainFree);
            kept.clear();
        }
    }
}
