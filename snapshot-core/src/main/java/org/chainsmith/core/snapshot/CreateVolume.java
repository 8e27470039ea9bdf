package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.CreateBase;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.RecordLedger;

/** Makes an empty volume: one image that reads as zeros, and the record of its format. */
public final class CreateVolume {
    private final VolumeOperations operations;

    public CreateVolume(VolumeOperations operations) {
        this.operations = requireNonNull(operations, "operations is null");
    }

    /**
     * Makes the volume. A volume that is already there with this format and size, and without snapshots, is the answer
     * to a repeated request.
     *
     * @throws SnapshotException VOLUME_EXISTS if there is another volume of this id; nothing was changed
     */
    public Volume create(VolumeId volume, ImageFormat format, VirtualSize size) {
        operations.runPlan(volume, () -> plan(volume, format, size), ProgressListener.NONE);
        return operations.reader().read(volume);
    }

    private Plan plan(VolumeId volume, ImageFormat format, VirtualSize size) {
        Image base = Image.empty(operations.backend().names().base(volume), format, size);
        if (operations.backend().ledgers().find(volume).isPresent()) {
            return sameVolume(operations.reader().read(volume), base);
        }
        BackingChain chain = BackingChain.of(base);
        SnapshotLedger ledger = new SnapshotLedger(volume, base.name(), new TreeMap<>(), Map.of(base.name(), format));
        return new Plan(
                OperationKind.CREATE_VOLUME,
                volume,
                List.of(),
                Optional.empty(),
                Optional.of(chain),
                List.of(new CreateBase(base), new RecordLedger(Optional.empty(), ledger)),
                List.of(),
                0);
    }

    private static Plan sameVolume(Volume there, Image wanted) {
        Image base = there.chain().base();
        boolean same = there.chain().size() == 1
                && base.name().equals(wanted.name())
                && base.format() == wanted.format()
                && base.virtualSize().equals(wanted.virtualSize());
        if (!same) {
            throw new SnapshotException(
                            ErrorCode.VOLUME_EXISTS,
                            "There is already a volume " + there.id()
                                    + ", with another chain, format or size. Nothing was changed.")
                    .ofVolume(there.id())
                    .onChain(there.chain())
                    .hint("Choose another id, or leave it out to have one made.");
        }
        return Plan.nothing(OperationKind.CREATE_VOLUME, there.id(), List.of(), there.chain());
    }
}
