package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;
import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;

import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import java.util.EnumSet;
import java.util.Set;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.libvirt.jna.NativeError;
import org.chainsmith.libvirt.jna.NativeFailure;
import org.chainsmith.libvirt.xml.PoolCapabilities;
import org.libvirt.jna.CString;
import org.libvirt.jna.DomainPointer;

/** What this libvirt can do, found out by asking; versions are not compared. */
public final class LibvirtFeatures {
    /** No libvirt knows this flag, and every driver looks at the flags first. */
    private static final int IMPOSSIBLE = 1 << 29;

    private static final String NO_DISK = "chainsmith-asks";
    private static final NativeLong NO_LIMIT = new NativeLong(0);

    private final LibvirtSession session;

    LibvirtFeatures(LibvirtSession session) {
        this.session = requireNonNull(session, "session is null");
    }

    /** The XML of the host's capabilities. */
    public String capabilities() {
        return session.onConnection(
                "read the host's capabilities",
                connection -> Domains.text(LIBVIRT.virConnectGetCapabilities(connection.pointer())));
    }

    /** The XML of what the host's default emulator can do. */
    public String domainCapabilities() {
        return session.onConnection(
                "read the capabilities of domains",
                connection -> Domains.text(
                        LIBVIRT.virConnectGetDomainCapabilities(connection.pointer(), null, null, null, null, 0)));
    }

    /**
     * Whether libvirt itself can open images over this protocol, to read their headers and keep relative names in them. It
     * needs the driver that the protocol's storage pools need, which is an optional package of the host. A libvirt that
     * cannot tell cannot do it.
     */
    public boolean readsHeaders(String protocol) {
        String tried = "read the capabilities of storage pools";
        return session.onConnection(tried, connection -> {
            CString capabilities = LIBVIRT.virConnectGetStoragePoolCapabilities(connection.pointer(), 0);
            if (capabilities == null) {
                NativeError error = NativeError.last();
                if (error.code() == LibvirtErrors.NO_SUPPORT) {
                    return false;
                }
                throw new NativeFailure(error);
            }
            return PoolCapabilities.parse(capabilities.toString()).supports(protocol);
        });
    }

    /**
     * Which calls the client library, the daemon and the domain's driver all have. Asks by calls that cannot do anything:
     * a driver that has one refuses its flags.
     */
    public Set<Call> calls(GuestId guest) {
        Set<Call> known = EnumSet.noneOf(Call.class);
        for (Call call : Call.values()) {
            if (isInClientLibrary(call.function) && isInDriver(guest, call)) {
                known.add(call);
            }
        }
        return known;
    }

    static boolean isInClientLibrary(String function) {
        try {
            NativeLibrary.getInstance("virt").getFunction(function);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private boolean isInDriver(GuestId guest, Call call) {
        return session.onDomain(guest, "ask domain " + guest + " for " + call.function, handle -> {
            if (!isRefused(call, handle)) {
                return true;
            }
            NativeError error = NativeError.last();
            if (LibvirtErrors.isOfConnection(error)) {
                throw new NativeFailure(error);
            }
            return error.code() != LibvirtErrors.NO_SUPPORT;
        });
    }

    /** Calls the function in a way that must be refused: -1, or null, tell it. */
    private static boolean isRefused(Call call, DomainPointer handle) {
        return switch (call) {
            case SNAPSHOT -> LIBVIRT.virDomainSnapshotCreateXML(handle, "<domainsnapshot/>", IMPOSSIBLE) == null;
            case COMMIT -> LIBVIRT.virDomainBlockCommit(handle, NO_DISK, null, null, NO_LIMIT, IMPOSSIBLE) < 0;
            case PULL -> LIBVIRT.virDomainBlockRebase(handle, NO_DISK, null, NO_LIMIT, IMPOSSIBLE) < 0;
            case JOB_SPEED -> LIBVIRT.virDomainBlockJobSetSpeed(handle, NO_DISK, NO_LIMIT, IMPOSSIBLE) < 0;
            case FREEZE -> LIBVIRT.virDomainFSFreeze(handle, null, 0, IMPOSSIBLE) < 0;
            case AGENT_RESPONSE_TIME -> LIBVIRT.virDomainAgentSetResponseTimeout(handle, 1, IMPOSSIBLE) < 0;
            case METADATA ->
                LIBVIRT.virDomainSetMetadata(handle, 2, null, "chainsmith", "urn:chainsmith:asks", IMPOSSIBLE) < 0;
        };
    }

    /** Calls that not every libvirt or driver has. */
    public enum Call {
        SNAPSHOT("virDomainSnapshotCreateXML"),
        COMMIT("virDomainBlockCommit"),
        PULL("virDomainBlockRebase"),
        JOB_SPEED("virDomainBlockJobSetSpeed"),
        FREEZE("virDomainFSFreeze"),
        AGENT_RESPONSE_TIME("virDomainAgentSetResponseTimeout"),
        METADATA("virDomainSetMetadata");

        private final String function;

        Call(String function) {
            this.function = function;
        }
    }
}
