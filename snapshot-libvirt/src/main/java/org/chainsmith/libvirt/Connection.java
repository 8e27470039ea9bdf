package org.chainsmith.libvirt;

import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;

import java.net.URI;
import java.util.Optional;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.libvirt.event.DomainEvent;
import org.chainsmith.libvirt.event.DomainEvents;
import org.chainsmith.libvirt.event.JobNews;
import org.chainsmith.libvirt.jna.EventSink;
import org.chainsmith.libvirt.jna.LoopBarrier;
import org.chainsmith.libvirt.jna.NativeConnect;
import org.chainsmith.libvirt.jna.NativeError;
import org.chainsmith.libvirt.jna.NativeEvents;
import org.chainsmith.libvirt.jna.NativeFailure;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;
import org.libvirt.jna.ConnectionPointer;

/** One native connection, from its opening to its end. It never comes back: the session opens another one. */
final class Connection implements EventSink {
    private final NativeConnect connect;
    private final DomainEvents listeners;
    private final NativeEvents events;
    private final DomainHandles domains;
    private volatile boolean broken;

    private Connection(NativeConnect connect, LibvirtConfig config, DomainEvents listeners) {
        this.connect = connect;
        this.listeners = listeners;
        keepAlive(config);
        this.events = NativeEvents.of(connect.pointer(), this);
        this.domains = new DomainHandles(connect.pointer());
    }

    /**
     * Connects.
     *
     * @throws org.chainsmith.core.error.SnapshotException LIBVIRT_UNREACHABLE, LIBVIRT_ACCESS_DENIED
     */
    static Connection open(LibvirtConfig config, DomainEvents listeners) {
        try {
            NativeConnect connect =
                    NativeConnect.open(config.uri().map(URI::toASCIIString).orElse(null));
            try {
                return new Connection(connect, config, listeners);
            } catch (NativeFailure e) {
                release(connect);
                throw e;
            }
        } catch (NativeFailure e) {
            throw LibvirtErrors.unreachable(config.name(), e.error());
        }
    }

    /** A driver within this process has nobody whom it could lose. */
    private void keepAlive(LibvirtConfig config) {
        int seconds = Math.toIntExact(config.keepAlive().toSeconds());
        if (LIBVIRT.virConnectSetKeepAlive(connect.pointer(), seconds, config.missedKeepAlives()) < 0) {
            NativeError error = NativeError.last();
            if (error.code() != LibvirtErrors.NO_SUPPORT) {
                throw new NativeFailure(error);
            }
        }
    }

    ConnectionPointer pointer() {
        return connect.pointer();
    }

    DomainHandles domains() {
        return domains;
    }

    boolean isBroken() {
        return broken;
    }

    /**
     * Whether the call that failed so broke with the connection. If it did, the connection is broken from now on.
     *
     * @param error of the failed call
     */
    boolean broke(NativeError error) {
        if (LibvirtErrors.isOfConnection(error)
                || (isVague(error) && LIBVIRT.virConnectIsAlive(connect.pointer()) == 0)) {
            broken = true;
        }
        return broken && (LibvirtErrors.isOfConnection(error) || isVague(error));
    }

    /** Errors that the client library makes when its socket ends look like those of a daemon. */
    private static boolean isVague(NativeError error) {
        return error.code() == LibvirtErrors.INTERNAL_ERROR
                || error.code() == LibvirtErrors.SYSTEM_ERROR
                || error.code() == LibvirtErrors.RPC;
    }

    /**
     * Ends it; no call may be running.
     *
     * @return how many references to the native connection are left, which is 0 unless something was not freed
     */
    int close() {
        broken = true;
        events.close();
        domains.close();
        LoopBarrier.await();
        return release(connect);
    }

    private static int release(NativeConnect connect) {
        try {
            return connect.close();
        } catch (LibvirtException e) {
            return 0;
        }
    }

    @Override
    public void blockJob(String domain, String disk, int type, int status) {
        listeners.tell(new GuestId(domain), new DomainEvent.BlockJob(disk, type, JobNews.of(status)));
    }

    @Override
    public void lifecycle(String domain, int event, int detail) {
        listeners.tell(new GuestId(domain), new DomainEvent.Lifecycle(event, detail));
    }

    @Override
    public void agent(String domain, int state) {
        listeners.tell(new GuestId(domain), new DomainEvent.Agent(state == 1));
    }

    @Override
    public void ioError(String domain, String device, int action, @Nullable String reason) {
        listeners.tell(new GuestId(domain), new DomainEvent.IoError(device, action == 1, Optional.ofNullable(reason)));
    }

    @Override
    public void closed(int reason) {
        broken = true;
        listeners.tellOfGap();
    }
}
