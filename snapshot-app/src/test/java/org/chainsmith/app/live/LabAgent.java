package org.chainsmith.app.live;

import java.time.Duration;
import java.util.List;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.testkit.lab.Await;
import org.chainsmith.testkit.lab.Guest;

/** The agent in a guest of the lab: it is waited for after each start, before it is first needed. */
final class LabAgent {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private enum State {
        BOOTS,
        ANSWERS,
        HANGS_WHEN_FROZEN,
        SOON_GONE_WHILE_FROZEN,
        GONE,
        GONE_WHILE_FROZEN
    }

    private final Guest guest;
    private volatile State state = State.BOOTS;

    LabAgent(Guest guest) {
        this.guest = guest;
    }

    /** The guest was started. */
    void booted() {
        state = State.BOOTS;
    }

    /** Waits until it answers, if the guest was started since it last did. */
    void needed() {
        if (state == State.BOOTS) {
            guest.awaitAgent();
            state = State.ANSWERS;
        }
    }

    /** Nobody has frozen a guest that was not needed yet; one whose agent is gone stays as it was then. */
    boolean isFrozen() {
        return switch (state) {
            case BOOTS, GONE -> false;
            case SOON_GONE_WHILE_FROZEN, GONE_WHILE_FROZEN -> true;
            case ANSWERS, HANGS_WHEN_FROZEN -> guest.isFrozen();
        };
    }

    void end() {
        leave("killall qemu-ga", State.GONE);
    }

    void hang() {
        leave("killall -STOP qemu-ga", State.GONE);
    }

    private void leave(String command, State left) {
        needed();
        // The agent itself runs the command, and has to answer first.
        guest.run("(sleep 0.5; " + command + ") >/dev/null 2>&1 &");
        Await.until("silence of the agent", PATIENCE, () -> !guest.agentAnswers());
        state = left;
    }

    /** It writes this file before it freezes anything, and has time to say that it has done so. */
    void hangWhenFrozen() {
        needed();
        guest.run("(while [ ! -e /run/qga.state.isfrozen ]; do sleep 0.05; done; sleep 2;"
                + " killall -STOP qemu-ga) >/dev/null 2>&1 &");
        state = State.HANGS_WHEN_FROZEN;
    }

    /** Not when the guest is frozen: it would stand still for longer. */
    private void aboutToThaw() {
        if (state == State.SOON_GONE_WHILE_FROZEN) {
            Await.until("silence of the agent", PATIENCE, () -> !guest.agentAnswers());
            state = State.GONE_WHILE_FROZEN;
        }
    }

    GuestAgent around(GuestAgent agent) {
        return new GuestAgent() {
            @Override
            public List<FileSystem> fileSystems(GuestId id, Duration deadline) {
                needed();
                return agent.fileSystems(id, deadline);
            }

            @Override
            public int freeze(GuestId id, List<String> mountPoints, Duration deadline) {
                needed();
                int frozen = agent.freeze(id, mountPoints, deadline);
                if (state == State.HANGS_WHEN_FROZEN) {
                    state = State.SOON_GONE_WHILE_FROZEN;
                }
                return frozen;
            }

            @Override
            public int thaw(GuestId id, Duration deadline) {
                needed();
                aboutToThaw();
                return agent.thaw(id, deadline);
            }
        };
    }
}
