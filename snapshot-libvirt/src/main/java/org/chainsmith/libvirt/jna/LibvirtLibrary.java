package org.chainsmith.libvirt.jna;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.LibvirtQemu;

/**
 * libvirt's C functions: what libvirt-java maps, and here what it lacks. Loaded once more than libvirt-java does it, so
 * that text is UTF-8 whatever the locale is.
 *
 * <p>The meaning of the functions is at <a href="https://libvirt.org/html/index.html">libvirt.org</a>. A function that a
 * client library does not have yet throws {@link UnsatisfiedLinkError} when it is called.
 */
public interface LibvirtLibrary extends Libvirt {
    Map<String, ?> UTF_8 = Map.of(Library.OPTION_STRING_ENCODING, "UTF-8");

    LibvirtLibrary LIBVIRT = Native.load("virt", LibvirtLibrary.class, UTF_8);

    LibvirtQemu QEMU = Native.load("virt-qemu", LibvirtQemu.class, UTF_8);

    /** Of this thread's last error; valid until the thread's next call. */
    @Nullable
    String virGetLastErrorMessage();

    CString virConnectGetDomainCapabilities(
            ConnectionPointer connection,
            @Nullable String emulator,
            @Nullable String architecture,
            @Nullable String machine,
            @Nullable String virtualization,
            int flags);

    CString virConnectGetStoragePoolCapabilities(ConnectionPointer connection, int flags);

    int virDomainGetState(DomainPointer domain, IntByReference state, IntByReference reason, int flags);

    DomainPointer virDomainDefineXMLFlags(ConnectionPointer connection, String xml, int flags);

    int virDomainBlockPull(DomainPointer domain, String disk, NativeLong bandwidth, int flags);

    int virDomainBlockRebase(DomainPointer domain, String disk, @Nullable String base, NativeLong bandwidth, int flags);

    int virDomainBlockJobSetSpeed(DomainPointer domain, String disk, NativeLong bandwidth, int flags);

    int virDomainFSFreeze(DomainPointer domain, String @Nullable [] mountPoints, int count, int flags);

    int virDomainFSThaw(DomainPointer domain, String @Nullable [] mountPoints, int count, int flags);

    int virDomainGetFSInfo(DomainPointer domain, PointerByReference fileSystems, int flags);

    void virDomainFSInfoFree(Pointer fileSystem);

    int virDomainAgentSetResponseTimeout(DomainPointer domain, int seconds, int flags);

    int virDomainListGetStats(Pointer[] domains, int groups, PointerByReference records, int flags);

    void virDomainStatsRecordListFree(Pointer records);
}
