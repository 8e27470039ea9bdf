package org.chainsmith.libvirt.event;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;

/**
 * The events of one domain from now on, until closed. Keeps a bounded number; more than that become one
 * {@link DomainEvent.Gap}. Open it before the call whose events matter.
 */
public final class DomainWatch implements AutoCloseable {
    static final int CAPACITY = 256;

    private final DomainEvents source;
    private final GuestId guest;
    private final Lock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<DomainEvent> events = new ArrayDeque<>();

    DomainWatch(DomainEvents source, GuestId guest) {
        this.source = requireNonNull(source, "source is null");
        this.guest = requireNonNull(guest, "guest is null");
    }

    public GuestId guest() {
        return guest;
    }

    /** Called on the event loop's thread; waits for nothing. */
    void offer(DomainEvent event) {
        lock.lock();
        try {
            if (events.size() < CAPACITY) {
                events.addLast(event);
            } else {
                events.removeLast();
                events.addLast(new DomainEvent.Gap());
            }
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the events that came since the last call, oldest first; waits for the first one if there is none.
     *
     * @return nothing if none came in time
     */
    public List<DomainEvent> take(Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (events.isEmpty() && left > 0) {
                left = news.awaitNanos(left);
            }
            List<DomainEvent> taken = new ArrayList<>(events);
            events.clear();
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotException(
                    ErrorCode.STATE_UNKNOWN,
                    "Interrupted while waiting for events of domain " + guest + "; what it does goes on.",
                    e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        source.remove(this);
    }
}
