package org.chainsmith.testkit.contract;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * A store and one running guest, for one test. The guest has at least three fresh volumes of {@link Layers#CHUNKS} chunks
 * attached, and an agent that can freeze its file systems. {@link #open} gives backends with the guest's hypervisor
 * connected. {@link #write} is the guest's own writing while it is active: what was written is durable when it returns.
 * {@link #digest} also reads what a running guest writes to.
 *
 * <p>A world that cannot do something for real says so by {@link #tricks}; the rules that need it are skipped by name. A
 * world may use one guest for many tests, if it gives each test fresh disks.
 */
public interface LiveWorld extends World {
    /** What a world may be able to let happen. */
    enum Trick {
        /** There is no agent. */
        AGENT_IS_MISSING,
        /** The agent takes calls, and never answers. */
        AGENT_HANGS,
        /** The agent freezes something, then fails. */
        AGENT_FAILS_HALFWAY,
        /** The agent freezes everything, and is gone then. */
        AGENT_DIES_WHEN_FROZEN,
        /** The guest thaws by itself, at once. */
        GUEST_THAWS_BY_ITSELF,
        /** The guest's memory is saved, and it ends; its next start goes on from there. */
        GUEST_IS_SAVED,
        /** The hypervisor loses sight of the lower end of the first volume's chain. */
        CHAIN_END_IS_UNKNOWN,
        /** Somebody else's block job runs on the disk of the first volume. */
        FOREIGN_JOB_RUNS,
        /** The storage fails beneath the block job on the disk of the first volume; to be played while it runs. */
        JOB_FAILS,
        /** The block job on the disk of the first volume is cancelled by somebody else; to be played while it runs. */
        JOB_IS_CANCELLED
    }

    /** What this world can do. */
    Set<Trick> tricks();

    /** Lets it happen. What concerns the agent lasts until {@link #restoreAgent}. */
    void play(Trick trick);

    void restoreAgent();

    GuestId guest();

    /** The volumes of the guest and where they are attached. */
    Map<VolumeId, Attachment> attached();

    /** The volumes of the guest, in the order of its disks. */
    List<VolumeId> volumes();

    /** Gives the disk of the first volume a property that forbids snapshots; false if this world cannot. */
    boolean obstruct(GuestDisk.Obstacle obstacle);

    boolean isActive();

    boolean isFrozen();

    /** Starts the guest, which is off. */
    void start();

    /** Shuts the guest down. */
    void stop();

    /** Kills the guest's process, as a crash of it would. */
    void kill();

    /** Lets the guest's processors stand still. */
    void pause();

    void resume();

    /** Does this once, in the middle of the next block job on any disk: some of it is copied, and it is not over. */
    void duringNextJob(Runnable act);

    /** Lets all block jobs go on until they need no more time. Where time goes on by itself: waits for that. */
    void finishJobs();
}
