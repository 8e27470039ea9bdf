package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What has to be done at the same instant as disks are switched: while the guest stands still, and before they are. What it
 * throws keeps them from being switched.
 *
 * @param disks what lies on these has to stand still for it
 */
public record Alongside(Set<DiskTarget> disks, Runnable call) {
    /** Nothing. */
    public static final Alongside NOTHING = new Alongside(Set.of(), () -> {});

    public Alongside {
        disks = Set.copyOf(disks);
        requireNonNull(call, "call is null");
    }
}
