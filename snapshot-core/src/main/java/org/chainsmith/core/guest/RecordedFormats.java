package org.chainsmith.core.guest;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;

/** Chains of which another one keeps the record, and may be behind with it. */
final class RecordedFormats {
    private RecordedFormats() {}

    /**
     * The chain from this image down. Formats are those on record; an overlay is qcow2 by its name, and of a first image
     * nothing is assumed: a guest may have written any header into it.
     */
    static BackingChain chain(SnapshotBackend backend, VolumeId volume, ImageName active) {
        Map<ImageName, ImageFormat> formats = new HashMap<>();
        backend.ledgers().find(volume).map(SnapshotLedger::formats).ifPresent(formats::putAll);
        if (!active.equals(backend.names().base(volume))) {
            formats.putIfAbsent(active, ImageFormat.QCOW2);
        }
        return backend.inspector().chain(new SnapshotLedger(volume, active, new TreeMap<>(), formats));
    }
}
