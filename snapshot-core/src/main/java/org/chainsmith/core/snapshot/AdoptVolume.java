package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.RecordLedger;

/**
 * Records the format of a volume that somebody else made, as its owner states it. Needed only where the images
 * themselves cannot tell: a volume without snapshots whose bytes look like a qcow2 image.
 */
public final class AdoptVolume {
    private final VolumeOperations operations;

    public AdoptVolume(VolumeOperations operations) {
        this.operations = requireNonNull(operations, "operations is null");
    }

    /**
     * Records the format of the volume's base image. May be repeated.
     *
     * @return the volume afterwards
     * @throws SnapshotException VOLUME_NOT_FOUND; FORMAT_MISMATCH if another format is on record; PRECONDITION if the
     *     image cannot be of that format: nothing was changed
     */
    public Volume adopt(VolumeId volume, ImageFormat format) {
        operations.runPlan(volume, () -> plan(volume, format), ProgressListener.NONE);
        return operations.reader().read(volume);
    }

    private Plan plan(VolumeId id, ImageFormat format) {
        SnapshotBackend backend = operations.backend();
        SnapshotLedger now = backend.ledgers().find(id).orElseThrow(() -> VolumeReader.notFound(id));
        ImageName base = backend.names().base(id);
        Map<ImageName, ImageFormat> formats = new HashMap<>(now.formats());
        Optional<ImageFormat> recorded = Optional.ofNullable(formats.put(base, format));
        SnapshotLedger after = new SnapshotLedger(id, now.active(), now.overlays(), formats);
        BackingChain chain = Volume.of(after, backend.inspector().chain(after)).chain();
        if (recorded.filter(other -> other != format).isPresent()
                || chain.base().format() != format) {
            throw new SnapshotException(
                            ErrorCode.FORMAT_MISMATCH,
                            "The format of volume " + id + " is on record as "
                                    + recorded.orElse(chain.base().format()) + ", not " + format
                                    + ". Nothing was changed.")
                    .ofVolume(id)
                    .onChain(chain);
        }
        if (recorded.isPresent()) {
            return Plan.nothing(OperationKind.ADOPT_VOLUME, id, List.of(), chain);
        }
        return new Plan(
                OperationKind.ADOPT_VOLUME,
                id,
                List.of(),
                Optional.of(chain),
                Optional.of(chain),
                List.of(new RecordLedger(Optional.of(now), after)),
                List.of(),
                0);
    }
}
