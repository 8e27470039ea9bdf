package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;
import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;
import static org.chainsmith.libvirt.jna.NativeFailure.checked;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import java.util.TreeMap;
import org.chainsmith.core.guest.GuestId;
import org.libvirt.jna.virDomainBlockInfo;

/** Sizes and counters of a domain's disks. */
public final class BlockStatistics {
    private static final int GROUP_BLOCK = 1 << 5;
    private static final int WITH_BACKING = 1 << 30;

    private final LibvirtSession session;

    BlockStatistics(LibvirtSession session) {
        this.session = requireNonNull(session, "session is null");
    }

    /** The sizes of a disk's active layer. */
    public BlockSize size(GuestId guest, String disk) {
        return session.onDomain(guest, "read the size of " + disk + " of domain " + guest, handle -> {
            virDomainBlockInfo info = new virDomainBlockInfo();
            checked(LIBVIRT.virDomainGetBlockInfo(handle, disk, info, 0));
            return new BlockSize(info.capacity, info.allocation, info.physical);
        });
    }

    /**
     * Counters of all disks and all images below them, for a domain that runs or not: {@code block.count}, and for each
     * {@code block.N.name}, {@code block.N.backingIndex}, {@code block.N.path}, {@code block.N.allocation}, {@code
     * block.N.fl.reqs} (flushes) and so on, as libvirt's virConnectGetAllDomainStats describes. What is not known is left
     * out.
     */
    public Map<String, String> counters(GuestId guest) {
        return session.onDomain(guest, "read the counters of domain " + guest, handle -> {
            PointerByReference records = new PointerByReference();
            int count = checked(LIBVIRT.virDomainListGetStats(
                    new Pointer[] {handle.getPointer()}, GROUP_BLOCK, records, WITH_BACKING));
            Map<String, String> counters = new TreeMap<>();
            for (int i = 0; i < count; i++) {
                Pointer record = records.getValue().getPointer((long) i * Native.POINTER_SIZE);
                int parameters = record.getInt(2L * Native.POINTER_SIZE);
                for (int j = 0; j < parameters; j++) {
                    put(counters, record.getPointer(Native.POINTER_SIZE).share((long) j * Parameter.SIZE));
                }
            }
            LIBVIRT.virDomainStatsRecordListFree(records.getValue());
            return counters;
        });
    }

    private static void put(Map<String, String> counters, Pointer parameter) {
        String name = parameter.getString(0, "UTF-8");
        switch (parameter.getInt(Parameter.TYPE)) {
            case Parameter.INT -> counters.put(name, Integer.toString(parameter.getInt(Parameter.VALUE)));
            case Parameter.UNSIGNED_INT ->
                counters.put(name, Integer.toUnsignedString(parameter.getInt(Parameter.VALUE)));
            case Parameter.LONG -> counters.put(name, Long.toString(parameter.getLong(Parameter.VALUE)));
            case Parameter.UNSIGNED_LONG ->
                counters.put(name, Long.toUnsignedString(parameter.getLong(Parameter.VALUE)));
            case Parameter.STRING ->
                counters.put(name, parameter.getPointer(Parameter.VALUE).getString(0, "UTF-8"));
            default -> {} // doubles and truth values, which no counter of a disk is
        }
    }

    /** struct _virTypedParameter: a name of 80 bytes, a type, a value of 8 bytes. */
    private static final class Parameter {
        static final long TYPE = 80;
        static final long VALUE = 88;
        static final long SIZE = 96;

        static final int INT = 1;
        static final int UNSIGNED_INT = 2;
        static final int LONG = 3;
        static final int UNSIGNED_LONG = 4;
        static final int STRING = 7;

        private Parameter() {}
    }
}
