package org.chainsmith.core.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** Reads volumes without a lock: a volume that is being worked on reads as before or after, or is said to be busy. */
public final class VolumeReader {
    private static final int TRIES = 5;

    private final SnapshotBackend backend;

    public VolumeReader(SnapshotBackend backend) {
        this.backend = requireNonNull(backend, "backend is null");
    }

    /**
     * The volume as it is.
     *
     * @throws SnapshotException VOLUME_NOT_FOUND; PRECONDITION if an image or the ledger is refused;
     *     OPERATION_UNFINISHED if it cannot be read because an operation on it is open
     */
    public Volume read(VolumeId volume) {
        for (int i = 1; ; i++) {
            SnapshotLedger ledger = find(volume);
            try {
                return Volume.of(ledger, backend.inspector().chain(ledger));
            } catch (SnapshotException e) {
                boolean moved = !backend.ledgers().find(volume).equals(Optional.of(ledger));
                if (!moved || i == TRIES) {
                    throw explain(volume, e);
                }
            }
        }
    }

    private SnapshotLedger find(VolumeId volume) {
        return backend.ledgers().find(volume).orElseThrow(() -> notFound(volume));
    }

    static SnapshotException notFound(VolumeId volume) {
        return new SnapshotException(ErrorCode.VOLUME_NOT_FOUND, "There is no volume " + volume + " in this store.")
                .ofVolume(volume)
                .hint("volume list shows the volumes of a store.");
    }

    /** An open operation explains a state that is neither before nor after. */
    private SnapshotException explain(VolumeId volume, SnapshotException e) {
        if (backend.log().open(volume).isEmpty()) {
            return e.ofVolume(volume);
        }
        return new SnapshotException(
                        ErrorCode.OPERATION_UNFINISHED,
                        "An operation on volume " + volume + " is running or was interrupted; meanwhile: "
                                + e.getMessage(),
                        e)
                .ofVolume(volume)
                .hint("If no operation is running, run recover.");
    }
}
