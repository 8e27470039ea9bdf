package org.chainsmith.core.guest;

/** What a guest does, as far as its disks are concerned. */
public enum GuestState {
    /** Its processors run. */
    RUNNING,
    /** Its disks are open, its processors stand still: somebody paused it, or an I/O error did. */
    PAUSED,
    /** It has no disk open, but its memory is saved, and it will go on with its disks exactly as they are. */
    SAVED,
    /** It is defined and has no disk open. */
    OFF;

    /** Whether a hypervisor has the guest's disks open. */
    public boolean isActive() {
        return this == RUNNING || this == PAUSED;
    }
}
