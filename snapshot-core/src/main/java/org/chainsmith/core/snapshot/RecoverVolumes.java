package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.OperationLog;
import org.chainsmith.core.operation.Recovery;
import org.chainsmith.core.operation.Recovery.Settled;

/** Settles what a crash left: open operations, and images that came back after a power loss. */
public final class RecoverVolumes {
    /**
     * What was found on a volume, and what was done about it.
     *
     * @param found one line per finding; empty if the volume is fine
     * @param done one line per thing done; empty in a dry run
     */
    public record Finding(VolumeId volume, List<String> found, List<String> done) {
        public Finding {
            found = List.copyOf(found);
            done = List.copyOf(done);
        }
    }

    private final SnapshotBackend backend;
    private final Duration lockWait;
    private final Recovery recovery;
    private final VolumeReader reader;

    public RecoverVolumes(SnapshotBackend backend, Duration lockWait) {
        this.backend = requireNonNull(backend, "backend is null");
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
        this.recovery = new Recovery(backend);
        this.reader = new VolumeReader(backend);
    }

    /** Every volume that the store or the log knows. */
    public Set<VolumeId> volumes() {
        Set<VolumeId> all = new TreeSet<>(backend.ledgers().volumes());
        all.addAll(backend.log().volumes());
        return all;
    }

    /** What {@link #recover} would find. Changes nothing and takes no lock. */
    public Finding examine(VolumeId volume) {
        requireKnown(volume);
        Optional<Settled> open = recovery.examine(volume);
        if (open.isPresent()) {
            return new Finding(volume, List.of(describe(open.get())), List.of());
        }
        List<String> found = new ArrayList<>();
        strays(volume).forEach(stray -> found.add(describe(stray)));
        return new Finding(volume, found, List.of());
    }

    /**
     * Settles the volume. May be repeated and interrupted at any point.
     *
     * @throws SnapshotException as {@link Recovery#settle}; VOLUME_BUSY
     */
    public Finding recover(VolumeId volume, ProgressListener listener) {
        requireKnown(volume);
        try (VolumeLocks.Held held = backend.locks().acquire(volume, lockWait)) {
            requireNonNull(held, "held is null");
            List<String> found = new ArrayList<>();
            List<String> done = new ArrayList<>();
            recovery.settle(volume, listener).ifPresent(settled -> {
                found.add(describe(settled));
                done.add(outcome(settled));
            });
            backend.images().discardUnfinished(volume);
            for (Stray stray : strays(volume)) {
                found.add(describe(stray));
                if (stray.removedBefore()) {
                    backend.images().remove(volume, stray.image());
                    done.add("removed " + stray.image());
                }
            }
            return new Finding(volume, found, done);
        }
    }

    /** An image of the volume that its chain does without. */
    private record Stray(ImageName image, boolean removedBefore) {}

    private List<Stray> strays(VolumeId volume) {
        List<OperationLog.Ended> ended = backend.log().ended(volume);
        Set<ImageName> removed = ended.stream()
                .filter(operation -> operation.outcome() == OperationLog.Outcome.COMPLETED)
                .flatMap(operation -> operation.removed().stream())
                .collect(toSet());
        Set<ImageName> used = used(volume, ended);
        return backend.images().present(volume).stream()
                .filter(image -> !used.contains(image))
                .sorted()
                .map(image -> new Stray(image, removed.contains(image)))
                .toList();
    }

    /** The images of the volume's chain; none if the last thing that happened to it was its deletion. */
    private Set<ImageName> used(VolumeId volume, List<OperationLog.Ended> ended) {
        if (wasDeletedLast(ended) || backend.ledgers().find(volume).isEmpty()) {
            return Set.of();
        }
        return reader.read(volume).chain().images().stream().map(Image::name).collect(toSet());
    }

    private static boolean wasDeletedLast(List<OperationLog.Ended> ended) {
        List<OperationLog.Ended> completed = ended.stream()
                .filter(operation -> operation.outcome() == OperationLog.Outcome.COMPLETED)
                .toList();
        return !completed.isEmpty() && completed.get(completed.size() - 1).kind() == OperationKind.DELETE_VOLUME;
    }

    private void requireKnown(VolumeId volume) {
        if (!volumes().contains(volume)) {
            throw VolumeReader.notFound(volume);
        }
    }

    private static String describe(Stray stray) {
        return stray.removedBefore()
                ? stray.image() + " was removed and came back"
                : stray.image() + " is not part of the chain and not known to the log; it is left alone";
    }

    private static String describe(Settled settled) {
        if (settled instanceof Settled.RolledForward forward) {
            int steps = forward.operation().plan().steps().size();
            return forward.operation() + " stopped after step " + forward.from() + " of " + steps;
        }
        return settled.operation() + " had not begun to show";
    }

    private static String outcome(Settled settled) {
        return settled instanceof Settled.RolledForward
                ? "completed " + settled.operation()
                : "took back " + settled.operation();
    }
}
