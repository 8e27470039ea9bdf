package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

/**
 * What a domain does.
 *
 * @param activity in the words that matter here
 * @param state virDomainState
 * @param reason in the numbers of that state
 */
public record DomainState(Activity activity, int state, int reason) {
    private static final int PAUSED = 3;
    private static final int PAUSED_BY_IO_ERROR = 5;

    public DomainState {
        requireNonNull(activity, "activity is null");
    }

    /** Whether the guest was paused because one of its disks failed, for example for lack of space. */
    public boolean isPausedByIoError() {
        return state == PAUSED && reason == PAUSED_BY_IO_ERROR;
    }

    /** Whether there is a QEMU, and what its processors do. */
    public enum Activity {
        RUNNING,
        PAUSED,
        OFF;

        private static final int STATE_RUNNING = 1;
        private static final int STATE_BLOCKED = 2;
        private static final int STATE_SHUTDOWN = 4;
        private static final int STATE_PM_SUSPENDED = 7;

        static Activity of(int state) {
            return switch (state) {
                case STATE_RUNNING, STATE_BLOCKED, STATE_SHUTDOWN -> RUNNING;
                case DomainState.PAUSED, STATE_PM_SUSPENDED -> Activity.PAUSED;
                default -> OFF;
            };
        }
    }
}
