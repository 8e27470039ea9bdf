package org.chainsmith.libvirt.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chainsmith.core.guest.GuestId;

/** Hands each event to those who watch its domain. */
public final class DomainEvents {
    private final List<DomainWatch> watches = new CopyOnWriteArrayList<>();

    /** Starts watching; every event that libvirt delivers after this call is kept for the watch. */
    public DomainWatch watch(GuestId guest) {
        DomainWatch watch = new DomainWatch(this, guest);
        watches.add(watch);
        return watch;
    }

    /** Tells those who watch the domain. Never waits. */
    public void tell(GuestId guest, DomainEvent event) {
        for (DomainWatch watch : watches) {
            if (watch.guest().equals(guest)) {
                watch.offer(event);
            }
        }
    }

    /** Tells everyone that events may have been lost. Never waits. */
    public void tellOfGap() {
        for (DomainWatch watch : watches) {
            watch.offer(new DomainEvent.Gap());
        }
    }

    void remove(DomainWatch watch) {
        watches.remove(watch);
    }

    int watchCount() {
        return watches.size();
    }
}
