package org.chainsmith.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.BlockJob;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.LiveChain;

/** Clients of hypervisors, and agents, that each break one promise. */
final class BrokenHypervisors {
    /** A way to break something; the effects are those of the client that breaks. */
    interface Breaking {
        default LiveDisks live(LiveDisks right, Effects effects) {
            return right;
        }

        default GuestAgent agent(GuestAgent right) {
            return right;
        }
    }

    private BrokenHypervisors() {}

    private static Breaking live(Function<LiveDisks, LiveDisks> breaking) {
        return new Breaking() {
            @Override
            public LiveDisks live(LiveDisks right, Effects effects) {
                return breaking.apply(right);
            }
        };
    }

    static Breaking nothing() {
        return new Breaking() {};
    }

    static Breaking flushDoesNothing() {
        return live(right -> new ForwardingLiveDisks(right) {
            @Override
            public void flush(Attachment at) {}
        });
    }

    static Breaking switchesDiskByDisk() {
        return live(right -> new ForwardingLiveDisks(right) {
            @Override
            public void switchTo(GuestId guest, Map<DiskTarget, Image> overlays) {
                overlays.forEach((target, overlay) -> right.switchTo(guest, Map.of(target, overlay)));
            }
        });
    }

    static Breaking goneJobIsSuccess() {
        return live(right -> new ForwardingLiveDisks(right) {
            private boolean lies;

            @Override
            public long commit(Attachment at, BackingChain chain, ChainRange range, ProgressListener listener) {
                try {
                    return right.commit(at, chain, range, listener);
                } catch (SnapshotException e) {
                    lies = true;
                    return 0;
                }
            }

            @Override
            public Optional<LiveChain> open(Attachment at) {
                return right.open(at)
                        .map(open -> lies
                                ? new LiveChain(
                                        open.images().subList(0, open.images().size() - 1), true)
                                : open);
            }
        });
    }

    static Breaking commitTakesOnlyTheTop() {
        return live(right -> new ForwardingLiveDisks(right) {
            @Override
            public long commit(Attachment at, BackingChain chain, ChainRange range, ProgressListener listener) {
                Image below = chain.below(range.top()).orElseThrow();
                return right.commit(at, chain, new ChainRange(below.name(), range.top()), listener);
            }
        });
    }

    static Breaking runningJobIsRefused() {
        return live(right -> new ForwardingLiveDisks(right) {
            @Override
            public long commit(Attachment at, BackingChain chain, ChainRange range, ProgressListener listener) {
                if (right.job(at).isPresent()) {
                    throw new SnapshotException(ErrorCode.BLOCK_JOB_ACTIVE, "A job runs on " + at + ".");
                }
                return right.commit(at, chain, range, listener);
            }
        });
    }

    static Breaking jobsAreNotSeen() {
        return live(right -> new ForwardingLiveDisks(right) {
            @Override
            public Optional<BlockJob> job(Attachment at) {
                return Optional.empty();
            }
        });
    }

    static Breaking chainsAreAlwaysComplete() {
        return live(right -> new ForwardingLiveDisks(right) {
            @Override
            public Optional<LiveChain> open(Attachment at) {
                return right.open(at).map(open -> new LiveChain(open.images(), true));
            }
        });
    }

    static Breaking definitionDoesNotFollow() {
        return live(right -> new ForwardingLiveDisks(right) {
            @Override
            public void follow(Attachment at, Image active) {}
        });
    }

    static Breaking obstaclesAreNotSeen() {
        return guests(guest -> new Guest(
                guest.id(),
                guest.name(),
                guest.state(),
                guest.run(),
                guest.disks().stream()
                        .map(disk -> new GuestDisk(disk.target(), disk.serial(), disk.source(), Set.of()))
                        .toList()));
    }

    static Breaking runsAreAllTheSame() {
        return guests(guest -> new Guest(guest.id(), guest.name(), guest.state(), "run", guest.disks()));
    }

    private static Breaking guests(UnaryOperator<Guest> shown) {
        return live(right -> new ForwardingLiveDisks(right) {
            @Override
            public Optional<Guest> find(GuestId guest) {
                return right.find(guest).map(shown);
            }
        });
    }

    static Breaking thawDoesNothing() {
        return new Breaking() {
            @Override
            public GuestAgent agent(GuestAgent right) {
                return new ForwardingAgent(right) {
                    @Override
                    public int thaw(GuestId guest, Duration deadline) {
                        return 1;
                    }
                };
            }
        };
    }

    static Breaking thawIsNotCounted() {
        return new Breaking() {
            @Override
            public GuestAgent agent(GuestAgent right) {
                return new ForwardingAgent(right) {
                    @Override
                    public int thaw(GuestId guest, Duration deadline) {
                        right.thaw(guest, deadline);
                        return 1;
                    }
                };
            }
        };
    }

    /** An agent that passes every call on. */
    private abstract static class ForwardingAgent implements GuestAgent {
        final GuestAgent right;

        ForwardingAgent(GuestAgent right) {
            this.right = right;
        }

        @Override
        public List<FileSystem> fileSystems(GuestId guest, Duration deadline) {
            return right.fileSystems(guest, deadline);
        }

        @Override
        public int freeze(GuestId guest, List<String> mountPoints, Duration deadline) {
            return right.freeze(guest, mountPoints, deadline);
        }
    }
}
