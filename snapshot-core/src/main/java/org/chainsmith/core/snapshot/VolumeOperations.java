package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.PlanRunner;
import org.chainsmith.core.operation.Recovery;
import org.chainsmith.core.operation.Report;

/**
 * What all use cases share: take the volume's lock, settle what was left open, read the volume, plan, make sure that
 * the images may be worked on, run.
 */
public final class VolumeOperations {
    private final SnapshotBackend backend;
    private final Duration lockWait;
    private final VolumeReader reader;
    private final PlanRunner runner;
    private final Recovery recovery;

    /**
     * Works on a backend.
     *
     * @param lockWait how long an operation waits for another one on the same volume before it is refused as busy
     */
    public VolumeOperations(SnapshotBackend backend, Duration lockWait) {
        this.backend = requireNonNull(backend, "backend is null");
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
        this.reader = new VolumeReader(backend);
        this.runner = new PlanRunner(backend);
        this.recovery = new Recovery(backend);
    }

    SnapshotBackend backend() {
        return backend;
    }

    VolumeReader reader() {
        return reader;
    }

    /** Plans for an existing volume and runs the plan. */
    Report run(VolumeId volume, Function<Volume, Plan> planner, ProgressListener listener) {
        return runPlan(volume, () -> planner.apply(readWhole(volume)), listener);
    }

    /**
     * Reads the volume for a change. A volume that has no snapshots on record, but overlays in the store, has probably
     * lost its record: what it would show is an old state.
     */
    Volume readWhole(VolumeId id) {
        Volume volume = reader.read(id);
        boolean couldBeLost =
                volume.chain().active().name().equals(backend.names().base(id))
                        && volume.snapshots().isEmpty();
        if (!couldBeLost) {
            return volume;
        }
        backend.images().present(id).stream()
                .filter(image -> !volume.chain().contains(image))
                .findFirst()
                .ifPresent(image -> {
                    throw new SnapshotException(
                                    ErrorCode.LEDGER_UNLIKE_CHAIN,
                                    "Volume " + id + " has no snapshots on record, but there is an image " + image
                                            + ": the record may be lost, and the volume's data newer than its chain shows."
                                            + " Nothing was changed.")
                            .ofVolume(id)
                            .ofImage(image)
                            .onChain(volume.chain())
                            .hint("Restore the .info file, or move the image away if you know that nobody needs it.");
                });
        return volume;
    }

    /** Plans under the volume's lock, once what was open is settled, and runs the plan. */
    public Report runPlan(VolumeId volume, Supplier<Plan> planner, ProgressListener listener) {
        try (VolumeLocks.Held held = backend.locks().acquire(volume, lockWait)) {
            requireNonNull(held, "held is null");
            recovery.settle(volume, listener);
            Plan plan = planner.get();
            requireReady(plan);
            return runner.run(plan, listener);
        }
    }

    /** The last look before anything is written down: whatever forbids the plan forbids it now. */
    private void requireReady(Plan plan) {
        if (plan.isNothing()) {
            return;
        }
        plan.requireIdle(backend);
        plan.steps().forEach(step -> step.requireReady(backend, plan));
    }
}
