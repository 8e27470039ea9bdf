package org.chainsmith.app.live;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.chainsmith.core.chain.NetworkLocation;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.libvirt.LibvirtSession;
import org.chainsmith.testkit.contract.LiveWorld.Trick;
import org.chainsmith.testkit.lab.LibvirtLab;

/** What is done to the guest of a world without Chainsmith: to its agent, its memory, its jobs and its definition. */
record LibvirtTricks(LibvirtWorld world, LibvirtLab lab, LibvirtSession session, LabAgent agent) {
    /** To wait for an agent that hangs takes minutes, which only a full run has. */
    Set<Trick> known() {
        Set<Trick> tricks = EnumSet.of(
                Trick.AGENT_IS_MISSING, Trick.GUEST_IS_SAVED, Trick.FOREIGN_JOB_RUNS, Trick.JOB_IS_CANCELLED);
        if (world.place().store().beside() instanceof NetworkLocation network
                && !session.features().readsHeaders(network.protocol())) {
            tricks.add(Trick.CHAIN_END_IS_UNKNOWN);
        }
        if (Boolean.getBoolean("chainsmith.full")) {
            tricks.add(Trick.AGENT_HANGS);
            tricks.add(Trick.AGENT_DIES_WHEN_FROZEN);
        }
        return tricks;
    }

    void play(Trick trick) {
        switch (trick) {
            case AGENT_IS_MISSING -> agent.end();
            case AGENT_HANGS -> agent.hang();
            case AGENT_DIES_WHEN_FROZEN -> agent.hangWhenFrozen();
            case GUEST_IS_SAVED -> lab.virsh("managedsave", world.name());
            case FOREIGN_JOB_RUNS ->
                lab.virsh(
                        "blockcopy",
                        world.name(),
                        "vda",
                        lab.newDirectory().resolve("copy").toString(),
                        "--transient-job");
            case CHAIN_END_IS_UNKNOWN -> redefine(LibvirtTricks::withoutEnd);
            case JOB_IS_CANCELLED -> lab.virsh("blockjob", world.name(), "vda", "--abort");
            default -> throw new IllegalArgumentException("cannot be played: " + trick);
        }
    }

    /** QEMU has no shareable qcow2, and libvirt makes an overlay of its own for a transient disk. */
    boolean obstruct(GuestDisk.Obstacle obstacle) {
        if (obstacle != GuestDisk.Obstacle.READ_ONLY) {
            return false;
        }
        redefine(definition -> definition.replaceFirst("(?s)(<target dev='vda'[^>]*>)", "$1<readonly/>"));
        return true;
    }

    /** Defines the guest anew while it is off, and starts it again. */
    private void redefine(UnaryOperator<String> edit) {
        world.stop();
        lab.defineGuest(world.name(), edit.apply(lab.virsh("dumpxml", "--inactive", world.name())));
        world.start();
    }

    /** A definition that does not say that nothing lies below the lowest layer of the first disk. */
    private static String withoutEnd(String definition) {
        int target = definition.indexOf("<target dev='vda'");
        int disk = definition.lastIndexOf("<disk ", target);
        return definition.substring(0, disk)
                + definition.substring(disk, target).replace("<backingStore/>", "")
                + definition.substring(target);
    }
}
