package org.chainsmith.libvirt.jna;

import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/**
 * The events of one connection, of all its domains.
 *
 * <p>The callbacks live as long as the process: libvirt may be about to call one while it is deregistered. They find
 * their connection by a number that is never used again, so that a late event reaches nobody, or its own connection.
 */
public final class NativeEvents implements AutoCloseable {
    private static final int LIFECYCLE = 0;
    private static final int IO_ERROR_REASON = 6;
    private static final int BLOCK_JOB_2 = 16;
    private static final int AGENT_LIFECYCLE = 18;

    private static final int NO_SUPPORT = 3;

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<Long, EventSink> SINKS = new ConcurrentHashMap<>();

    private static final NumbersEvent ON_LIFECYCLE = (connection, domain, event, detail, number) ->
            tell(number, sink -> sink.lifecycle(uuid(domain), event, detail));
    private static final NumbersEvent ON_AGENT =
            (connection, domain, state, reason, number) -> tell(number, sink -> sink.agent(uuid(domain), state));
    private static final BlockJobEvent ON_BLOCK_JOB = (connection, domain, disk, type, status, number) ->
            tell(number, sink -> sink.blockJob(uuid(domain), text(disk), type, status));
    private static final IoErrorEvent ON_IO_ERROR =
            (connection, domain, source, device, action, reason, number) -> tell(
                    number,
                    sink -> sink.ioError(uuid(domain), text(device), action, reason == null ? null : text(reason)));
    private static final Libvirt.VirConnectCloseFunc ON_CLOSE =
            (connection, reason, number) -> tell(number, sink -> sink.closed(reason));

    private final ConnectionPointer connection;
    private final long number = NUMBERS.incrementAndGet();
    private final List<Integer> registrations = new ArrayList<>();
    private boolean tellsOfItsEnd;

    private NativeEvents(ConnectionPointer connection) {
        this.connection = connection;
    }

    /**
     * Starts telling. Kinds of events that the driver does not have are left out.
     *
     * @throws NativeFailure if libvirt cannot register
     */
    public static NativeEvents of(ConnectionPointer connection, EventSink sink) {
        NativeEvents events = new NativeEvents(connection);
        SINKS.put(events.number, sink);
        try {
            events.register(LIFECYCLE, ON_LIFECYCLE);
            events.register(IO_ERROR_REASON, ON_IO_ERROR);
            events.register(BLOCK_JOB_2, ON_BLOCK_JOB);
            events.register(AGENT_LIFECYCLE, ON_AGENT);
            events.tellsOfItsEnd = supported(LIBVIRT.virConnectRegisterCloseCallback(
                            connection, ON_CLOSE, new Pointer(events.number), null))
                    >= 0;
            return events;
        } catch (NativeFailure e) {
            events.close();
            throw e;
        }
    }

    private void register(int kind, Libvirt.VirDomainEventCallback callback) {
        int registration = supported(
                LIBVIRT.virConnectDomainEventRegisterAny(connection, null, kind, callback, new Pointer(number), null));
        if (registration >= 0) {
            registrations.add(registration);
        }
    }

    private static int supported(int result) {
        if (result < 0) {
            NativeError error = NativeError.last();
            if (error.code() != NO_SUPPORT) {
                throw new NativeFailure(error);
            }
        }
        return result;
    }

    /** Stops telling; what fails meanwhile does not matter, because the connection is closed next. */
    @Override
    public void close() {
        SINKS.remove(number);
        for (int registration : registrations) {
            LIBVIRT.virConnectDomainEventDeregisterAny(connection, registration);
        }
        registrations.clear();
        if (tellsOfItsEnd) {
            tellsOfItsEnd = false;
            LIBVIRT.virConnectUnregisterCloseCallback(connection, ON_CLOSE);
        }
    }

    /** Nothing may be thrown into native code. */
    private static void tell(Pointer number, Consumer<EventSink> news) {
        EventSink sink = SINKS.get(Pointer.nativeValue(number));
        if (sink != null) {
            try {
                news.accept(sink);
            } catch (RuntimeException e) {
                EventLoop.LOG.log(System.Logger.Level.ERROR, "An event of libvirt was lost", e);
            }
        }
    }

    private static String uuid(Pointer domain) {
        byte[] text = new byte[Libvirt.VIR_UUID_STRING_BUFLEN];
        NativeFailure.checked(LIBVIRT.virDomainGetUUIDString(new DomainPointer(domain), text));
        return new String(text, 0, text.length - 1, StandardCharsets.US_ASCII);
    }

    private static String text(Pointer text) {
        return text.getString(0, "UTF-8");
    }

    /** Called for lifecycle and agent events. */
    @FunctionalInterface
    public interface NumbersEvent extends Libvirt.VirDomainEventCallback {
        void callback(Pointer connection, Pointer domain, int first, int second, Pointer number);
    }

    /** Called for block-job events. */
    @FunctionalInterface
    public interface BlockJobEvent extends Libvirt.VirDomainEventCallback {
        void callback(Pointer connection, Pointer domain, Pointer disk, int type, int status, Pointer number);
    }

    /** Called for I/O errors of disks. */
    @FunctionalInterface
    public interface IoErrorEvent extends Libvirt.VirDomainEventCallback {
        void callback(
                Pointer connection,
                Pointer domain,
                Pointer source,
                Pointer device,
                int action,
                @Nullable Pointer reason,
                Pointer number);
    }
}
