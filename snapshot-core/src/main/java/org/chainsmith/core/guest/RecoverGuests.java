package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.Recovery;
import org.chainsmith.core.snapshot.RecoverVolumes;
import org.chainsmith.core.snapshot.RecoverVolumes.Finding;

/**
 * Settles what a crash left on the disks of guests. First of all every guest that may stand still is thawed: the rest can
 * take as long as a block job takes.
 */
public final class RecoverGuests {
    private final Duration lockWait;

    public RecoverGuests(Duration lockWait) {
        this.lockWait = requireNonNull(lockWait, "lockWait is null");
    }

    /**
     * What was found on one disk, or why it could not be settled.
     *
     * @param finding empty if it failed
     */
    public record Result(AttachedVolume volume, Optional<Finding> finding, Optional<SnapshotException> failure) {
        public Result {
            requireNonNull(volume, "volume is null");
            requireNonNull(finding, "finding is null");
            requireNonNull(failure, "failure is null");
        }
    }

    /** Settles the volumes. A failure of one keeps none of the others from being settled. May be repeated. */
    public List<Result> recover(List<AttachedVolume> volumes, ProgressListener listener) {
        volumes.forEach(this::thaw);
        List<Result> results = new ArrayList<>();
        for (AttachedVolume each : volumes) {
            try {
                Finding finding = new RecoverVolumes(each.backend(), lockWait).recover(each.volume(), listener);
                results.add(new Result(each, Optional.of(finding), Optional.empty()));
            } catch (SnapshotException e) {
                results.add(new Result(each, Optional.empty(), Optional.of(e)));
            }
        }
        return results;
    }

    /** A volume that somebody holds has somebody who thaws. What goes wrong here is met, and told, when settling. */
    private void thaw(AttachedVolume each) {
        try (VolumeLocks.Held held = each.backend().locks().acquire(each.volume(), Duration.ZERO)) {
            requireNonNull(held, "held is null");
            new Recovery(each.backend()).thaw(each.volume());
        } catch (SnapshotException expectedAgain) {
            return;
        }
    }
}
