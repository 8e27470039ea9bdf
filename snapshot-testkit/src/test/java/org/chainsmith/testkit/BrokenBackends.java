package org.chainsmith.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.ForwardingImages;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.operation.Operation;
import org.chainsmith.core.operation.OperationLog;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;

/** Backends that each break one promise. */
final class BrokenBackends {
    private BrokenBackends() {}

    static SnapshotBackend commitCopiesNothing(SnapshotBackend right) {
        return ForwardingBackend.of(right).with(new ForwardingImages(right.images()) {
            @Override
            public long commit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
                return 0;
            }

            @Override
            public long resumeCommit(
                    VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
                return 0;
            }
        });
    }

    static SnapshotBackend commitWritesTheWrongImage(SnapshotBackend right) {
        return ForwardingBackend.of(right).with(new ForwardingImages(right.images()) {
            @Override
            public long commit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
                return super.commit(volume, chain, chain.base(), top, listener);
            }
        });
    }

    static SnapshotBackend commitTakesOnlyTheTop(SnapshotBackend right) {
        return ForwardingBackend.of(right).with(new ForwardingImages(right.images()) {
            @Override
            public long commit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
                return super.commit(volume, chain, chain.below(top.name()).orElseThrow(), top, listener);
            }
        });
    }

    static SnapshotBackend createReplaces(SnapshotBackend right) {
        return ForwardingBackend.of(right).with(new ForwardingImages(right.images()) {
            @Override
            public void createOverlay(VolumeId volume, Image overlay, Image backing) {
                super.remove(volume, overlay.name());
                super.createOverlay(volume, overlay, backing);
            }
        });
    }

    static SnapshotBackend removeRemovesTheNeighbour(SnapshotBackend right) {
        return ForwardingBackend.of(right).with(new ForwardingImages(right.images()) {
            @Override
            public void remove(VolumeId volume, List<ImageName> images) {
                List<ImageName> present = super.present(volume);
                int next = (present.indexOf(images.get(0)) + 1) % Math.max(1, present.size());
                super.remove(volume, present.isEmpty() ? images : List.of(present.get(next)));
            }
        });
    }

    static SnapshotBackend interruptedPullIsBelieved(SnapshotBackend right) {
        ImageInspector inspector = right.inspector();
        return ForwardingBackend.of(right).with(new ForwardingImages(right.images()) {
            @Override
            public long pull(
                    VolumeId volume, BackingChain chain, Image top, Optional<Image> to, ProgressListener listener) {
                Optional<ImageName> now = inspector
                        .find(volume, top.name(), top.format())
                        .orElseThrow()
                        .backing();
                return now.equals(to.map(Image::name)) ? 0 : super.pull(volume, chain, top, to, listener);
            }
        });
    }

    static SnapshotBackend undeclaredCommitWorks(SnapshotBackend right) {
        return ForwardingBackend.of(right).declaring(Set.of(Feature.OFFLINE_PULL));
    }

    static SnapshotBackend ledgersAreNotDurable(SnapshotBackend right) {
        Map<VolumeId, SnapshotLedger> cached = new HashMap<>();
        SnapshotLedgers ledgers = right.ledgers();
        return ForwardingBackend.of(right).with(new SnapshotLedgers() {
            @Override
            public List<VolumeId> volumes() {
                return ledgers.volumes();
            }

            @Override
            public Optional<SnapshotLedger> find(VolumeId volume) {
                return Optional.ofNullable(cached.get(volume)).or(() -> ledgers.find(volume));
            }

            @Override
            public void save(SnapshotLedger ledger) {
                if (ledgers.find(ledger.volume()).isEmpty()) {
                    ledgers.save(ledger);
                }
                cached.put(ledger.volume(), ledger);
            }

            @Override
            public void forget(VolumeId volume) {
                cached.remove(volume);
                ledgers.forget(volume);
            }
        });
    }

    static SnapshotBackend logForgetsSteps(SnapshotBackend right) {
        return ForwardingBackend.of(right).with(new ForgetfulLog(right.log()));
    }

    static SnapshotBackend lockExcludesNobody(SnapshotBackend right) {
        return ForwardingBackend.of(right).with((VolumeLocks) (volume, wait) -> () -> {});
    }

    private record ForgetfulLog(OperationLog right) implements OperationLog {
        @Override
        public void begin(Operation operation) {
            right.begin(operation);
        }

        @Override
        public void stepDone(Operation operation, int step) {}

        @Override
        public void turnBack(Operation operation, int step) {
            right.turnBack(operation, step);
        }

        @Override
        public void end(Operation operation, Outcome outcome) {
            right.end(operation, outcome);
        }

        @Override
        public Optional<Open> open(VolumeId volume) {
            return right.open(volume);
        }

        @Override
        public List<Ended> ended(VolumeId volume) {
            return right.ended(volume);
        }

        @Override
        public List<VolumeId> volumes() {
            return right.volumes();
        }
    }
}
