package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.backend.LiveDisks;

/** A connection to libvirt, as the ports of the core. */
public final class LibvirtHypervisor implements AutoCloseable {
    private final LibvirtSession session;
    private final LiveDisks live;
    private final GuestAgent agent;

    private LibvirtHypervisor(LibvirtSession session, Effects effects) {
        this.session = requireNonNull(session, "session is null");
        this.live = new LibvirtLiveDisks(session, effects);
        this.agent = new LibvirtGuestAgent(session, effects);
    }

    /**
     * Connects.
     *
     * @throws org.chainsmith.core.error.SnapshotException LIBVIRT_UNREACHABLE, LIBVIRT_ACCESS_DENIED
     */
    public static LibvirtHypervisor connect(LibvirtConfig config, Effects effects) {
        return new LibvirtHypervisor(LibvirtSession.open(config), effects);
    }

    public LiveDisks live() {
        return live;
    }

    public GuestAgent agent() {
        return agent;
    }

    @Override
    public void close() {
        session.close();
    }
}
