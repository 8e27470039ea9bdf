package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;
import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.libvirt.event.DomainEvents;
import org.chainsmith.libvirt.event.DomainWatch;
import org.chainsmith.libvirt.jna.EventLoop;
import org.chainsmith.libvirt.jna.NativeFailure;
import org.libvirt.jna.DomainPointer;

/**
 * One connection to libvirt for the whole process, for any number of threads; a new one when it breaks.
 *
 * <p>A call that was running when the connection broke fails with CONNECTION_LOST: nobody knows whether it was done. The
 * next call connects again, waiting for the daemon as long as the configuration says, and fails with LIBVIRT_UNREACHABLE
 * (nothing was done) if it does not come back. Those who watch events are told of the gap.
 *
 * <p>Do not call it from a listener of libvirt.
 */
public final class LibvirtSession implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofNanos(Long.MAX_VALUE);

    private final LibvirtConfig config;
    private final EventLoop loop;
    private final DomainEvents events = new DomainEvents();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final HostLock definitions;

    private Connection connection;
    private volatile boolean closed;

    private LibvirtSession(LibvirtConfig config) {
        this.config = requireNonNull(config, "config is null");
        this.definitions =
                new HostLock(config.locks(), "definitions.lock", "changing the definition of a guest", PATIENCE);
        this.loop = EventLoop.running();
        this.connection = Connection.open(config, events);
    }

    /**
     * Connects, without trying again.
     *
     * @throws SnapshotException LIBVIRT_UNREACHABLE, LIBVIRT_ACCESS_DENIED
     */
    public static LibvirtSession open(LibvirtConfig config) {
        return new LibvirtSession(config);
    }

    /** Domains: which there are, their XML, state and metadata. */
    public Domains domains() {
        return new Domains(this);
    }

    /** Jobs on the disks of running domains. */
    public BlockJobs blockJobs() {
        return new BlockJobs(this, config.jobInterval());
    }

    /** The guest agent of running domains. */
    public AgentCalls agent() {
        return new AgentCalls(this);
    }

    /** Sizes and counters of disks. */
    public BlockStatistics blockStatistics() {
        return new BlockStatistics(this);
    }

    /** Held by whoever changes a definition from what it was. */
    HostLock definitions() {
        return definitions;
    }

    /** Held by whoever lets a guest's QEMU do what it does not bear twice at a time. */
    HostLock turn(GuestId guest) {
        return new HostLock(
                config.locks(), guest + ".turn", "pulling on another disk of guest " + guest, AS_LONG_AS_IT_TAKES);
    }

    /** What this libvirt can do. */
    public LibvirtFeatures features() {
        return new LibvirtFeatures(this);
    }

    /** Watches the events of a domain, also across connections. Open it before the call whose events matter. */
    public DomainWatch watch(GuestId guest) {
        return events.watch(guest);
    }

    /** Waits for running calls, then closes the connection. Later calls fail with LIBVIRT_UNREACHABLE. */
    @Override
    public void close() {
        disconnect();
    }

    /** As {@link #close()}; tells how many native references were left, which is 0 unless a handle was not freed. */
    int disconnect() {
        if (closed) {
            return 0;
        }
        closed = true;
        lock.writeLock().lock();
        try {
            return connection.close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Makes calls on the connection. They throw {@link NativeFailure} directly after the one that failed.
     *
     * @param tried completes "could not ..."
     */
    <T> T onConnection(String tried, Function<Connection, T> calls) {
        if (loop.isCurrentThread()) {
            throw new IllegalStateException("a listener of libvirt must not call libvirt");
        }
        while (true) {
            lock.readLock().lock();
            try {
                if (!closed && !connection.isBroken()) {
                    return called(connection, tried, calls);
                }
            } finally {
                lock.readLock().unlock();
            }
            reconnect();
        }
    }

    private static <T> T called(Connection connection, String tried, Function<Connection, T> calls) {
        try {
            return calls.apply(connection);
        } catch (NativeFailure e) {
            throw connection.broke(e.error())
                    ? LibvirtErrors.connectionLost(tried, e.error())
                    : LibvirtErrors.failed(tried, e.error());
        } finally {
            // Without it the connection could be finalized while native code uses it.
            Reference.reachabilityFence(connection);
        }
    }

    /** Makes calls on a domain. */
    <T> T onDomain(GuestId guest, String tried, Function<DomainPointer, T> calls) {
        requireNonNull(guest, "guest is null");
        return onConnection(tried, current -> {
            DomainPointer handle = current.domains().take(guest);
            try {
                return calls.apply(handle);
            } catch (NativeFailure e) {
                // A job or a snapshot on a guest that is off is refused with the same number as much else.
                if (e.error().code() == LibvirtErrors.OPERATION_INVALID && LIBVIRT.virDomainIsActive(handle) == 0) {
                    throw LibvirtErrors.failed(ErrorCode.GUEST_NOT_RUNNING, tried, e.error());
                }
                throw e;
            } finally {
                LIBVIRT.virDomainFree(handle);
            }
        });
    }

    private void reconnect() {
        lock.writeLock().lock();
        try {
            requireOpen();
            if (!connection.isBroken()) {
                return;
            }
            connection.close();
            events.tellOfGap();
            connection = patience().executeSupplier(() -> {
                requireOpen();
                return Connection.open(config, events);
            });
        } finally {
            lock.writeLock().unlock();
        }
    }

    private Retry patience() {
        return Retry.of(
                "libvirt",
                RetryConfig.custom()
                        .maxAttempts(config.reconnects())
                        .intervalFunction(
                                IntervalFunction.ofExponentialBackoff(config.firstPause(), 2, config.longestPause()))
                        .retryOnException(e -> !closed
                                && e instanceof SnapshotException failure
                                && failure.code() == ErrorCode.LIBVIRT_UNREACHABLE)
                        .build());
    }

    private void requireOpen() {
        if (closed) {
            throw new SnapshotException(
                    ErrorCode.LIBVIRT_UNREACHABLE, "The connection to " + config.name() + " was closed on this side.");
        }
    }
}
