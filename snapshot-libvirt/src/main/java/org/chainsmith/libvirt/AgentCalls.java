package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;
import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;
import static org.chainsmith.libvirt.jna.LibvirtLibrary.QEMU;
import static org.chainsmith.libvirt.jna.NativeFailure.checked;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.libvirt.jna.NativeFailure;
import org.libvirt.jna.DomainPointer;

/**
 * Calls to the guest agent of a running domain. After any failure of {@link #freeze} the guest may be frozen: thaw it.
 *
 * <p>A guest without the channel of an agent is AGENT_UNAVAILABLE. libvirt has one number for an agent that is not there
 * and for one that does not answer in time: to a question that is AGENT_UNAVAILABLE, to a freeze, a thaw or a command
 * AGENT_TIMEOUT, and nobody knows what it did. What the agent itself refuses is AGENT_FAILED.
 */
public final class AgentCalls {
    private final LibvirtSession session;

    AgentCalls(LibvirtSession session) {
        this.session = requireNonNull(session, "session is null");
    }

    /**
     * Limits how long libvirt waits for answers to all following calls but {@link #command}, until the guest stops. It
     * holds the domain's lock meanwhile.
     *
     * @param limit in whole seconds; zero waits for nothing
     */
    public void limitResponseTime(GuestId guest, Duration limit) {
        int seconds = Math.toIntExact(limit.toSeconds());
        call(guest, ErrorCode.AGENT_UNAVAILABLE, "limit the response time of the agent of domain " + guest, handle -> {
            return checked(LIBVIRT.virDomainAgentSetResponseTimeout(handle, seconds, 0));
        });
    }

    /**
     * Freezes file systems of the guest.
     *
     * @param mountPoints which; empty are all
     * @return how many were frozen
     */
    public int freeze(GuestId guest, List<String> mountPoints) {
        String[] points = mountPoints.isEmpty() ? null : mountPoints.toArray(String[]::new);
        return call(guest, ErrorCode.AGENT_TIMEOUT, "freeze the file systems of domain " + guest, handle -> {
            return checked(LIBVIRT.virDomainFSFreeze(handle, points, mountPoints.size(), 0));
        });
    }

    /**
     * Thaws all file systems of the guest; does no harm when none is frozen.
     *
     * @return how many were thawed, as far as the agent knows
     */
    public int thaw(GuestId guest) {
        return call(guest, ErrorCode.AGENT_TIMEOUT, "thaw the file systems of domain " + guest, handle -> {
            return checked(LIBVIRT.virDomainFSThaw(handle, null, 0, 0));
        });
    }

    /** The file systems that are mounted in the guest. */
    public List<GuestFileSystem> fileSystems(GuestId guest) {
        return call(guest, ErrorCode.AGENT_UNAVAILABLE, "list the file systems of domain " + guest, handle -> {
            PointerByReference array = new PointerByReference();
            int count = checked(LIBVIRT.virDomainGetFSInfo(handle, array, 0));
            List<GuestFileSystem> fileSystems = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Pointer info = array.getValue().getPointer((long) i * Native.POINTER_SIZE);
                fileSystems.add(fileSystem(info));
                LIBVIRT.virDomainFSInfoFree(info);
            }
            Native.free(Pointer.nativeValue(array.getValue()));
            return fileSystems;
        });
    }

    /** struct _virDomainFSInfo: three texts, a count, and that many targets of disks. */
    private static GuestFileSystem fileSystem(Pointer info) {
        int count = Math.toIntExact(info.getLong(3L * Native.POINTER_SIZE));
        List<String> disks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            disks.add(text(info.getPointer(4L * Native.POINTER_SIZE), i));
        }
        return new GuestFileSystem(text(info, 0), text(info, 1), text(info, 2), disks);
    }

    private static String text(Pointer array, int index) {
        Pointer text = array.getPointer((long) index * Native.POINTER_SIZE);
        return text == null ? "" : text.getString(0, "UTF-8");
    }

    /**
     * Gives the agent a command of its own language.
     *
     * @param json the command, for example {@code {"execute":"guest-fsfreeze-status"}}
     * @param limit for the answer, in whole seconds, at least one
     * @return the answer in JSON
     */
    public String command(GuestId guest, String json, Duration limit) {
        int seconds = Math.max(1, Math.toIntExact(limit.toSeconds()));
        return call(
                guest,
                ErrorCode.AGENT_TIMEOUT,
                "give the agent of domain " + guest + " a command",
                handle -> Domains.text(QEMU.virDomainQemuAgentCommand(handle, json, seconds, 0)));
    }

    private <T> T call(GuestId guest, ErrorCode whenSilent, String tried, Function<DomainPointer, T> calls) {
        return session.onDomain(guest, tried, handle -> {
            try {
                return calls.apply(handle);
            } catch (NativeFailure e) {
                throw switch (e.error().code()) {
                    case LibvirtErrors.AGENT_UNRESPONSIVE, LibvirtErrors.AGENT_UNSYNCED ->
                        LibvirtErrors.failed(whenSilent, tried, e.error());
                    case LibvirtErrors.ARGUMENT_UNSUPPORTED ->
                        LibvirtErrors.failed(ErrorCode.AGENT_UNAVAILABLE, tried, e.error());
                    case LibvirtErrors.AGENT_COMMAND_TIMEOUT ->
                        LibvirtErrors.failed(ErrorCode.AGENT_TIMEOUT, tried, e.error());
                    case LibvirtErrors.AGENT_COMMAND_FAILED ->
                        LibvirtErrors.failed(ErrorCode.AGENT_FAILED, tried, e.error());
                    case LibvirtErrors.INTERNAL_ERROR ->
                        // As long as there was no number of its own for what the agent refuses.
                        LibvirtErrors.isOfConnection(e.error())
                                ? e
                                : LibvirtErrors.failed(ErrorCode.AGENT_FAILED, tried, e.error());
                    default -> e;
                };
            }
        });
    }
}
