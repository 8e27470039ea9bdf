package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

/** Where a volume is attached: the guest, and the target under which the guest has it. */
public record Attachment(GuestId guest, DiskTarget disk) {
    public Attachment {
        requireNonNull(guest, "guest is null");
        requireNonNull(disk, "disk is null");
    }

    @Override
    public String toString() {
        return "disk " + disk + " of guest " + guest;
    }
}
