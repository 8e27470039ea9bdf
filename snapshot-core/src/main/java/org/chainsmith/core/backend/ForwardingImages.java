package org.chainsmith.core.backend;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.VolumeId;

/** Does what another one does, but for the methods that are overridden. */
public abstract class ForwardingImages implements OfflineImages {
    private final OfflineImages forwarded;

    /** Forwards to these. */
    protected ForwardingImages(OfflineImages forwarded) {
        this.forwarded = requireNonNull(forwarded, "forwarded is null");
    }

    @Override
    public void requireIdle(VolumeId volume, List<Image> images) {
        forwarded.requireIdle(volume, images);
    }

    @Override
    public void requireSound(VolumeId volume, Image image) {
        forwarded.requireSound(volume, image);
    }

    @Override
    public long freeBytes(VolumeId volume) {
        return forwarded.freeBytes(volume);
    }

    @Override
    public void createBase(VolumeId volume, Image base) {
        forwarded.createBase(volume, base);
    }

    @Override
    public void createOverlay(VolumeId volume, Image overlay, Image backing) {
        forwarded.createOverlay(volume, overlay, backing);
    }

    @Override
    public void discardUnfinished(VolumeId volume) {
        forwarded.discardUnfinished(volume);
    }

    @Override
    public List<ImageName> present(VolumeId volume) {
        return forwarded.present(volume);
    }

    @Override
    public boolean isPresent(VolumeId volume, ImageName image) {
        return forwarded.isPresent(volume, image);
    }

    @Override
    public long commit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
        return forwarded.commit(volume, chain, base, top, listener);
    }

    @Override
    public long resumeCommit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
        return forwarded.resumeCommit(volume, chain, base, top, listener);
    }

    @Override
    public long pull(
            VolumeId volume, BackingChain chain, Image top, Optional<Image> backing, ProgressListener listener) {
        return forwarded.pull(volume, chain, top, backing, listener);
    }

    @Override
    public void repoint(VolumeId volume, Image overlay, Image backing) {
        forwarded.repoint(volume, overlay, backing);
    }

    @Override
    public void remove(VolumeId volume, List<ImageName> images) {
        forwarded.remove(volume, images);
    }
}
