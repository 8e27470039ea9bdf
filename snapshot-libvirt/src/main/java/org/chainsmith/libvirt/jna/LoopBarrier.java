package org.chainsmith.libvirt.jna;

import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;

import com.sun.jna.Pointer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.libvirt.jna.Libvirt;

/**
 * Waits until libvirt's event loop has left what it is in at the moment: a timer that is due at once fires on the loop's
 * thread, after it. An event that is being delivered holds references to its connection and its domain until then.
 */
public final class LoopBarrier {
    /** A loop that fails gets no further; nobody waits for it for ever. */
    private static final long PATIENCE_SECONDS = 5;

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<Long, CountDownLatch> WAITING = new ConcurrentHashMap<>();

    /** Lives as long as the process, like all callbacks. */
    private static final Libvirt.VirEventTimeoutCallback DUE = (timer, number) -> {
        LIBVIRT.virEventRemoveTimeout(timer);
        CountDownLatch waiting = WAITING.remove(Pointer.nativeValue(number));
        if (waiting != null) {
            waiting.countDown();
        }
    };

    private LoopBarrier() {}

    /** Returns when the loop has passed, or after some seconds. Not for the loop's own thread. */
    public static void await() {
        long number = NUMBERS.incrementAndGet();
        CountDownLatch passed = new CountDownLatch(1);
        WAITING.put(number, passed);
        if (LIBVIRT.virEventAddTimeout(0, DUE, new Pointer(number), null) < 0) {
            WAITING.remove(number);
            return;
        }
        try {
            if (!passed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                EventLoop.LOG.log(System.Logger.Level.WARNING, "libvirt's event loop does not get any further");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
