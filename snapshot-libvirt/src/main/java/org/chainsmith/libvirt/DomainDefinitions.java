package org.chainsmith.libvirt;

import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;
import static org.chainsmith.libvirt.jna.NativeFailure.checked;

import org.chainsmith.core.guest.GuestId;
import org.chainsmith.libvirt.jna.NativeError;
import org.chainsmith.libvirt.jna.NativeFailure;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/** Definitions of domains, which libvirt checks against its schema where it can. */
final class DomainDefinitions {
    private static final int VALIDATE = 1;

    private DomainDefinitions() {}

    static GuestId define(ConnectionPointer connection, String xml) {
        return id(call(connection, xml, VALIDATE));
    }

    /**
     * Defines a domain that is defined. libvirt has definitions that its own schema does not allow, such as those with an
     * NFS source without an identity (9.0): what was one of them may stay one.
     */
    static GuestId replace(ConnectionPointer connection, String before, String after) {
        DomainPointer handle = call(connection, after, VALIDATE);
        if (handle != null) {
            return id(handle);
        }
        NativeFailure refusal = NativeFailure.last();
        if (isAboutSchema(refusal.error()) && isAgainstSchema(connection, before)) {
            return id(call(connection, after, 0));
        }
        throw refusal;
    }

    private static @Nullable DomainPointer call(ConnectionPointer connection, String xml, int flags) {
        return LIBVIRT.virDomainDefineXMLFlags(connection, xml, flags);
    }

    private static boolean isAboutSchema(NativeError error) {
        return error.code() == LibvirtErrors.XML_INVALID_SCHEMA;
    }

    /** Asks by defining what is defined. */
    private static boolean isAgainstSchema(ConnectionPointer connection, String definition) {
        DomainPointer handle = call(connection, definition, VALIDATE);
        if (handle == null) {
            return isAboutSchema(NativeError.last());
        }
        LIBVIRT.virDomainFree(handle);
        return false;
    }

    private static GuestId id(@Nullable DomainPointer handle) {
        DomainPointer domain = checked(handle);
        try {
            return Domains.id(domain);
        } finally {
            LIBVIRT.virDomainFree(domain);
        }
    }
}
