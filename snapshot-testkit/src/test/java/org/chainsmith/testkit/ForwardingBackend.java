package org.chainsmith.testkit;

import java.util.Set;
import org.chainsmith.core.backend.ConsistencyRecords;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.backend.ImageNames;
import org.chainsmith.core.backend.OfflineImages;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.operation.OperationLog;

/** A backend made of the ports of another one, some of them replaced. */
record ForwardingBackend(
        Set<Feature> features,
        ImageNames names,
        ImageInspector inspector,
        OfflineImages images,
        SnapshotLedgers ledgers,
        VolumeLocks locks,
        OperationLog log,
        ConsistencyRecords consistency)
        implements SnapshotBackend {
    static ForwardingBackend of(SnapshotBackend right) {
        return new ForwardingBackend(
                right.features(),
                right.names(),
                right.inspector(),
                right.images(),
                right.ledgers(),
                right.locks(),
                right.log(),
                right.consistency());
    }

    ForwardingBackend declaring(Set<Feature> other) {
        return new ForwardingBackend(other, names, inspector, images, ledgers, locks, log, consistency);
    }

    ForwardingBackend with(ImageInspector other) {
        return new ForwardingBackend(features, names, other, images, ledgers, locks, log, consistency);
    }

    ForwardingBackend with(OfflineImages other) {
        return new ForwardingBackend(features, names, inspector, other, ledgers, locks, log, consistency);
    }

    ForwardingBackend with(SnapshotLedgers other) {
        return new ForwardingBackend(features, names, inspector, images, other, locks, log, consistency);
    }

    ForwardingBackend with(VolumeLocks other) {
        return new ForwardingBackend(features, names, inspector, images, ledgers, other, log, consistency);
    }

    ForwardingBackend with(OperationLog other) {
        return new ForwardingBackend(features, names, inspector, images, ledgers, locks, other, consistency);
    }
}
