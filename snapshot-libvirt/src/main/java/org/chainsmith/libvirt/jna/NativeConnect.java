package org.chainsmith.libvirt.jna;

import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.jna.ConnectionPointer;

/** libvirt-java's connection, which shows its pointer to the calls that libvirt-java lacks. */
public final class NativeConnect extends Connect {
    private NativeConnect(@Nullable String uri) throws LibvirtException {
        super(uri);
    }

    /**
     * Opens a connection; the {@linkplain EventLoop event loop} must be running.
     *
     * @param uri in ASCII; null for libvirt's own default
     * @throws NativeFailure if libvirt cannot connect
     */
    public static NativeConnect open(@Nullable String uri) {
        try {
            return new NativeConnect(uri);
        } catch (LibvirtException e) {
            throw NativeFailure.last();
        }
    }

    /** The native connection; use it only while this object is reachable and not closed. */
    public ConnectionPointer pointer() {
        return vcp;
    }
}
