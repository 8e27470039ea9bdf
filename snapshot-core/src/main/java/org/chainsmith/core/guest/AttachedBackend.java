package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.chainsmith.core.backend.ConsistencyRecords;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.ForwardingImages;
import org.chainsmith.core.backend.GuestAgent;
import org.chainsmith.core.backend.ImageInspector;
import org.chainsmith.core.backend.ImageNames;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.OfflineImages;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.backend.VolumeLocks;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationLog;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * A store with a hypervisor connected to it. What an active guest has attached is changed through the hypervisor, and in
 * no other way, whether the store's own locks would notice or not.
 */
public final class AttachedBackend implements SnapshotBackend {
    private final SnapshotBackend store;
    private final LiveDisks live;
    private final GuestAgent agent;
    private final Function<VolumeId, Optional<Attachment>> attachments;
    private final OfflineImages images;

    /**
     * Connects a hypervisor to a store.
     *
     * @param attachments where a volume is attached, if it is
     */
    public AttachedBackend(
            SnapshotBackend store,
            LiveDisks live,
            GuestAgent agent,
            Function<VolumeId, Optional<Attachment>> attachments) {
        this.store = requireNonNull(store, "store is null");
        this.live = requireNonNull(live, "live is null");
        this.agent = requireNonNull(agent, "agent is null");
        this.attachments = requireNonNull(attachments, "attachments is null");
        this.images = new Images(store.images());
    }

    @Override
    public LiveDisks live() {
        return live;
    }

    @Override
    public GuestAgent agent() {
        return agent;
    }

    @Override
    public Set<Feature> features() {
        Set<Feature> features = new HashSet<>(store.features());
        features.addAll(live.features());
        return Set.copyOf(features);
    }

    @Override
    public ImageNames names() {
        return store.names();
    }

    @Override
    public ImageInspector inspector() {
        return store.inspector();
    }

    @Override
    public OfflineImages images() {
        return images;
    }

    @Override
    public SnapshotLedgers ledgers() {
        return store.ledgers();
    }

    @Override
    public VolumeLocks locks() {
        return store.locks();
    }

    @Override
    public OperationLog log() {
        return store.log();
    }

    @Override
    public ConsistencyRecords consistency() {
        return store.consistency();
    }

    private Optional<Guest> user(VolumeId volume) {
        return attachments
                .apply(volume)
                .flatMap(at -> live.find(at.guest()))
                .filter(guest -> guest.state() != GuestState.OFF);
    }

    /** The store's images; whether they are idle depends on the guest too. */
    private final class Images extends ForwardingImages {
        Images(OfflineImages images) {
            super(images);
        }

        @Override
        public void requireIdle(VolumeId volume, List<Image> used) {
            user(volume).ifPresent(guest -> {
                throw inUse(guest, volume);
            });
            super.requireIdle(volume, used);
        }

        private static SnapshotException inUse(Guest guest, VolumeId volume) {
            SnapshotException error = new SnapshotException(
                            ErrorCode.IMAGE_IN_USE,
                            "Guest " + guest + " has volume " + volume + " attached"
                                    + (guest.state().isActive() ? "" : ", and its memory is saved")
                                    + ". Nothing was changed.")
                    .ofVolume(volume);
            return guest.state().isActive()
                    ? error.hint("Work on it through its guest, or stop the guest.")
                    : error.hint("Start the guest, or give its memory up: virsh managedsave-remove.");
        }
    }
}
