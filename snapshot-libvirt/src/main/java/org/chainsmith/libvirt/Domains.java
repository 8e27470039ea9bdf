package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;
import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;
import static org.chainsmith.libvirt.jna.NativeFailure.checked;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.libvirt.jna.NativeError;
import org.chainsmith.libvirt.jna.NativeFailure;
import org.libvirt.jna.CString;
import org.libvirt.jna.DomainByReference;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.DomainSnapshotPointer;
import org.libvirt.jna.Libvirt;

/**
 * Domains of a hypervisor. XML goes in and out as text. Each method throws GUEST_NOT_FOUND for a domain that is not
 * there; what else it throws is said by {@link LibvirtSession}.
 */
public final class Domains {
    private static final int SECURE = 1;
    private static final int INACTIVE = 2;
    private static final int MIGRATABLE = 8;
    private static final int METADATA_ELEMENT = 2;

    private final LibvirtSession session;

    Domains(LibvirtSession session) {
        this.session = requireNonNull(session, "session is null");
    }

    /** All domains, running or not. */
    public List<GuestId> list() {
        return session.onConnection("list the domains", connection -> {
            DomainByReference array = new DomainByReference();
            int count = checked(LIBVIRT.virConnectListAllDomains(connection.pointer(), array, 0));
            Pointer start = array.getValue();
            List<DomainPointer> handles = new ArrayList<>();
            for (Pointer handle : start.getPointerArray(0, count)) {
                handles.add(new DomainPointer(handle));
            }
            Native.free(Pointer.nativeValue(start));
            try {
                return handles.stream().map(Domains::id).sorted().toList();
            } finally {
                handles.forEach(LIBVIRT::virDomainFree);
            }
        });
    }

    /** The domain that has the name now. */
    public GuestId named(String name) {
        return session.onConnection("find the domain " + ImageName.quoted(name), connection -> {
            DomainPointer handle = checked(LIBVIRT.virDomainLookupByName(connection.pointer(), name));
            try {
                return id(handle);
            } finally {
                LIBVIRT.virDomainFree(handle);
            }
        });
    }

    /** The XML of the running domain, or of one that is off, without secrets. */
    public String xml(GuestId guest) {
        return xml(guest, 0);
    }

    /** The XML with which the domain starts next time, with everything that {@link #define} needs. */
    public String inactiveXml(GuestId guest) {
        return xml(guest, INACTIVE | SECURE);
    }

    /** The XML of the running domain in the form that another host understands. */
    public String migratableXml(GuestId guest) {
        return xml(guest, MIGRATABLE | SECURE);
    }

    private String xml(GuestId guest, int flags) {
        return session.onDomain(
                guest, "read the XML of domain " + guest, handle -> text(LIBVIRT.virDomainGetXMLDesc(handle, flags)));
    }

    /** What the domain does at the moment. */
    public DomainState state(GuestId guest) {
        return session.onDomain(guest, "read the state of domain " + guest, Domains::state);
    }

    private static DomainState state(DomainPointer handle) {
        IntByReference state = new IntByReference();
        IntByReference reason = new IntByReference();
        checked(LIBVIRT.virDomainGetState(handle, state, reason, 0));
        return new DomainState(DomainState.Activity.of(state.getValue()), state.getValue(), reason.getValue());
    }

    /** A domain's state, and its {@linkplain Domains#xml(GuestId) XML} directly afterwards. */
    public record Look(DomainState state, String xml) {
        public Look {
            requireNonNull(state, "state is null");
            requireNonNull(xml, "xml is null");
        }
    }

    /** Both in one go, as both are needed most of the time. */
    public Look look(GuestId guest) {
        return session.onDomain(
                guest,
                "read the state and the XML of domain " + guest,
                handle -> new Look(state(handle), text(LIBVIRT.virDomainGetXMLDesc(handle, 0))));
    }

    /** Whether the domain will go on with the memory that it had when it was stopped. */
    public boolean hasSavedMemory(GuestId guest) {
        return session.onDomain(guest, "ask whether the memory of domain " + guest + " is saved", handle -> {
            return checked(LIBVIRT.virDomainHasManagedSaveImage(handle, 0)) == 1;
        });
    }

    /** Whether the domain stays defined when it stops. */
    public boolean isPersistent(GuestId guest) {
        return session.onDomain(guest, "ask whether domain " + guest + " is persistent", handle -> {
            return checked(LIBVIRT.virDomainIsPersistent(handle)) == 1;
        });
    }

    /**
     * Makes a snapshot. When libvirt refuses or fails, all disks are as before; after CONNECTION_LOST all or none has its
     * overlay.
     *
     * @param xml a domainsnapshot element
     */
    public void createSnapshot(GuestId guest, String xml, Set<SnapshotFlag> flags) {
        session.onDomain(guest, "make a snapshot of domain " + guest, handle -> {
            DomainSnapshotPointer snapshot =
                    checked(LIBVIRT.virDomainSnapshotCreateXML(handle, xml, SnapshotFlag.bits(flags)));
            return LIBVIRT.virDomainSnapshotFree(snapshot);
        });
    }

    /** Defines a domain, or changes how a defined one starts next time. libvirt checks the XML against its schema. */
    public GuestId define(String xml) {
        return session.onConnection(
                "define a domain", connection -> DomainDefinitions.define(connection.pointer(), xml));
    }

    /**
     * Changes how a defined domain starts next time, from what its definition is now. No other Chainsmith that has the
     * same directory of locks changes it meanwhile.
     */
    public void redefine(GuestId guest, UnaryOperator<String> edit) {
        session.definitions().during(() -> {
            String before = inactiveXml(guest);
            String after = edit.apply(before);
            return session.onConnection(
                    "define domain " + guest,
                    connection -> DomainDefinitions.replace(connection.pointer(), before, after));
        });
    }

    /** The metadata element with the namespace, if the domain has one. */
    public Optional<String> metadata(GuestId guest, String namespace, Configuration of) {
        return session.onDomain(guest, "read metadata of domain " + guest, handle -> {
            CString element = LIBVIRT.virDomainGetMetadata(handle, METADATA_ELEMENT, namespace, of.flags());
            if (element == null) {
                NativeError error = NativeError.last();
                if (error.code() == LibvirtErrors.NO_DOMAIN_METADATA) {
                    return Optional.empty();
                }
                throw new NativeFailure(error);
            }
            return Optional.of(element.toString());
        });
    }

    /**
     * Replaces the metadata element with the namespace. If it fails, the old one is there.
     *
     * @param element without the namespace's declaration, which libvirt adds; empty to remove it
     * @param prefix for the namespace
     */
    public void setMetadata(
            GuestId guest, Optional<String> element, String prefix, String namespace, Configuration of) {
        session.definitions()
                .during(() -> session.onDomain(
                        guest,
                        "write metadata of domain " + guest,
                        handle -> checked(LIBVIRT.virDomainSetMetadata(
                                handle, METADATA_ELEMENT, element.orElse(null), prefix, namespace, of.flags()))));
    }

    /** Stops the guest's processors; a guest that is paused stays so. */
    public void suspend(GuestId guest) {
        session.onDomain(guest, "suspend domain " + guest, handle -> checked(LIBVIRT.virDomainSuspend(handle)));
    }

    /** Lets the guest's processors run. */
    public void resume(GuestId guest) {
        session.onDomain(guest, "resume domain " + guest, handle -> checked(LIBVIRT.virDomainResume(handle)));
    }

    static GuestId id(DomainPointer handle) {
        byte[] text = new byte[Libvirt.VIR_UUID_STRING_BUFLEN];
        checked(LIBVIRT.virDomainGetUUIDString(handle, text));
        return new GuestId(new String(text, 0, text.length - 1, StandardCharsets.US_ASCII));
    }

    static String text(CString result) {
        return checked(result).toString();
    }
}
