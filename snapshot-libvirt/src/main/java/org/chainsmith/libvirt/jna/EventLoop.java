package org.chainsmith.libvirt.jna;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;

/**
 * libvirt's event loop on a thread of its own, one for the process. It must be registered before the first connection
 * is opened, and must never stop: else no event arrives and the daemon drops the connection.
 */
public final class EventLoop {
    static final System.Logger LOG = System.getLogger("org.chainsmith.libvirt");

    /** libvirt would print each error; the field keeps the callback from being collected. */
    private static final Libvirt.VirErrorCallback SILENT = (userData, error) -> {};

    private static final long PAUSE_AFTER_FAILURE_MILLIS = 100;

    private final Round round;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);

    EventLoop(Round round) {
        this.round = round;
        this.thread = new Thread(this::run, "libvirt-events");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** Starts the loop unless it runs. Call it before any connection is opened. */
    public static EventLoop running() {
        return Holder.LOOP;
    }

    /** Whether the caller is the loop's own thread, on which nothing may wait and no call may be made. */
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** A failed round is tried again, for ever: without the loop every connection would die. */
    private void run() {
        boolean failedBefore = false;
        while (ended.getCount() > 0) {
            try {
                round.run();
                failedBefore = false;
            } catch (LibvirtException | RuntimeException | java.lang.Error e) {
                if (!failedBefore) {
                    LOG.log(System.Logger.Level.ERROR, "libvirt's event loop failed; it is tried again", e);
                }
                failedBefore = true;
                pause();
            }
        }
    }

    /** Only an interrupted round or a failure that repeats gets here; an interrupt has no meaning for the loop. */
    private void pause() {
        try {
            if (ended.await(PAUSE_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "libvirt's event loop goes on after an interrupt");
        }
    }

    /** For a loop that is not libvirt's. */
    void end() throws InterruptedException {
        ended.countDown();
        thread.join();
    }

    /** One round: waits for something to happen and deals with it. */
    @FunctionalInterface
    interface Round {
        void run() throws LibvirtException;
    }

    private static final class Holder {
        static final EventLoop LOOP = start();

        private static EventLoop start() {
            try {
                Connect.setErrorCallback(SILENT);
                Library.initEventLoop();
            } catch (LibvirtException e) {
                throw NativeFailure.last();
            }
            return new EventLoop(Library::processEvent);
        }
    }
}
