package org.chainsmith.libvirt.jna;

import org.jspecify.annotations.Nullable;

/** Takes what a connection tells, on the thread of the event loop: it may only enqueue. Numbers are libvirt's. */
public interface EventSink {
    void blockJob(String domain, String disk, int type, int status);

    void lifecycle(String domain, int event, int detail);

    void agent(String domain, int state);

    void ioError(String domain, String device, int action, @Nullable String reason);

    /** The connection broke; no event follows. */
    void closed(int reason);
}
