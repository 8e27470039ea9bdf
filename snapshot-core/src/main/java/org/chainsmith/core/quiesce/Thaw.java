package org.chainsmith.core.quiesce;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;

/** Thaws the file systems of a guest, and does not give up at the first failure. */
public final class Thaw {
    private static final int TRIES = 3;

    private final GuestAgent agent;
    private final Duration deadline;

    /**
     * Thaws through an agent.
     *
     * @param deadline of each try
     */
    public Thaw(GuestAgent agent, Duration deadline) {
        this.agent = requireNonNull(agent, "agent is null");
        this.deadline = requireNonNull(deadline, "deadline is null");
    }

    /**
     * Thaws all file systems; a guest that is not frozen is fine.
     *
     * @return how many were frozen until now
     * @throws SnapshotException as {@link GuestAgent#thaw}: the guest may still be frozen
     */
    public int thaw(GuestId guest) {
        for (int i = 1; ; i++) {
            try {
                return agent.thaw(guest, deadline);
            } catch (SnapshotException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The error to end with when a guest may still be frozen. */
    public static SnapshotException frozen(String whatIsTrue, Object guest, SnapshotException cause) {
        return new SnapshotException(
                        ErrorCode.GUEST_FROZEN,
                        whatIsTrue + ", and guest " + guest + " may still be frozen: " + cause.getMessage(),
                        cause)
                .hint("virsh domfsthaw thaws it, as soon as its agent answers again.");
    }
}
