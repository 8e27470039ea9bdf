package org.chainsmith.core.backend;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestId;

/** The agent inside a guest. It may be missing, silent or slow: every call ends by its deadline. */
public interface GuestAgent {
    /**
     * A mounted file system of a guest.
     *
     * @param disks the disks that it lies on, as far as the hypervisor can tell
     */
    record FileSystem(String mountPoint, Set<DiskTarget> disks) {
        public FileSystem {
            disks = Set.copyOf(disks);
        }
    }

    /**
     * The mounted file systems. Also the way to find out whether there is an agent.
     *
     * @throws org.chainsmith.core.error.SnapshotException AGENT_UNAVAILABLE if there is none, AGENT_TIMEOUT if it does
     *     not answer, NOT_SUPPORTED if it cannot tell
     */
    List<FileSystem> fileSystems(GuestId guest, Duration deadline);

    /**
     * Freezes file systems; writes to them wait until {@link #thaw}. When it throws, some may be frozen.
     *
     * @param mountPoints which; empty for all
     * @return how many are frozen now
     * @throws org.chainsmith.core.error.SnapshotException AGENT_UNAVAILABLE, AGENT_FAILED, AGENT_TIMEOUT
     */
    int freeze(GuestId guest, List<String> mountPoints, Duration deadline);

    /**
     * Thaws all file systems. May be repeated; a guest that is not frozen is fine.
     *
     * @return how many were frozen until now
     * @throws org.chainsmith.core.error.SnapshotException AGENT_UNAVAILABLE, AGENT_FAILED, AGENT_TIMEOUT
     */
    int thaw(GuestId guest, Duration deadline);
}
