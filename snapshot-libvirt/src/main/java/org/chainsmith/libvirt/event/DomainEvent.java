package org.chainsmith.libvirt.event;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** One thing that libvirt told of a domain. */
public sealed interface DomainEvent {
    /**
     * A block job changed.
     *
     * @param disk its target, for example {@code vda}
     * @param type virDomainBlockJobType
     */
    record BlockJob(String disk, int type, JobNews news) implements DomainEvent {
        public BlockJob {
            requireNonNull(disk, "disk is null");
            requireNonNull(news, "news is null");
        }
    }

    /**
     * The domain was defined, started, stopped and so on.
     *
     * @param event virDomainEventType
     * @param detail its reason, in the numbers of that type
     */
    record Lifecycle(int event, int detail) implements DomainEvent {
        private static final int STOPPED = 5;
        private static final int STOPPED_MIGRATED = 3;

        /** Whether its QEMU on this host is gone, with every block job. */
        public boolean isStopped() {
            return event == STOPPED;
        }

        /** Whether it now runs on another host. */
        public boolean isMigratedAway() {
            return event == STOPPED && detail == STOPPED_MIGRATED;
        }
    }

    /** The guest agent opened or closed its channel. */
    record Agent(boolean connected) implements DomainEvent {}

    /**
     * A disk had an I/O error.
     *
     * @param device the disk's alias
     * @param paused whether the guest was paused for it
     * @param reason for example {@code enospc}
     */
    record IoError(String device, boolean paused, Optional<String> reason) implements DomainEvent {
        public IoError {
            requireNonNull(device, "device is null");
            requireNonNull(reason, "reason is null");
        }
    }

    /** Events may have been lost here: the connection broke, or nobody took them in time. */
    record Gap() implements DomainEvent {}
}
