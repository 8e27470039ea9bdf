package org.chainsmith.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.BlockJob;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.LiveChain;

/** Passes every call on. */
abstract class ForwardingLiveDisks implements LiveDisks {
    private final LiveDisks right;

    ForwardingLiveDisks(LiveDisks right) {
        this.right = right;
    }

    @Override
    public Set<Feature> features() {
        return right.features();
    }

    @Override
    public List<Guest> guests() {
        return right.guests();
    }

    @Override
    public Optional<Guest> find(GuestId guest) {
        return right.find(guest);
    }

    @Override
    public Optional<Guest> named(String name) {
        return right.named(name);
    }

    @Override
    public Optional<LiveChain> open(Attachment at) {
        return right.open(at);
    }

    @Override
    public LiveChain defined(Attachment at) {
        return right.defined(at);
    }

    @Override
    public Duration rehearseSwitch(Guest guest, Set<DiskTarget> disks) {
        return right.rehearseSwitch(guest, disks);
    }

    @Override
    public void switchTo(GuestId guest, Map<DiskTarget, Image> overlays) {
        right.switchTo(guest, overlays);
    }

    @Override
    public long commit(Attachment at, BackingChain chain, ChainRange range, ProgressListener listener) {
        return right.commit(at, chain, range, listener);
    }

    @Override
    public long pull(Attachment at, BackingChain chain, Optional<Image> backing, ProgressListener listener) {
        return right.pull(at, chain, backing, listener);
    }

    @Override
    public void flush(Attachment at) {
        right.flush(at);
    }

    @Override
    public String reference(Attachment at, ImageName backing) {
        return right.reference(at, backing);
    }

    @Override
    public boolean needsList(Attachment at) {
        return right.needsList(at);
    }

    @Override
    public void list(Attachment at, BackingChain chain) {
        right.list(at, chain);
    }

    @Override
    public void follow(Attachment at, Image active) {
        right.follow(at, active);
    }

    @Override
    public Optional<BlockJob> job(Attachment at) {
        return right.job(at);
    }

    @Override
    public void cancelJob(Attachment at) {
        right.cancelJob(at);
    }

    @Override
    public void limitJob(Attachment at, long bytesPerSecond) {
        right.limitJob(at, bytesPerSecond);
    }
}
