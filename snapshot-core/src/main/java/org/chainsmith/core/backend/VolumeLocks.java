package org.chainsmith.core.backend;

import java.time.Duration;
import org.chainsmith.core.snapshot.VolumeId;

/** One writer per volume: across threads and processes, and across hosts where the store's locks reach that far. */
public interface VolumeLocks {
    /** A held lock. Closing releases it; so does the death of its process. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes the volume's lock, waiting at most this long; zero asks once.
     *
     * @throws org.chainsmith.core.error.SnapshotException VOLUME_BUSY when someone else holds it all that time
     */
    Held acquire(VolumeId volume, Duration wait);
}
