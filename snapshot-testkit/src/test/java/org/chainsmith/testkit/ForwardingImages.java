package org.chainsmith.testkit;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.OfflineImages;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.VolumeId;

/** Does what another one does, until a method is overridden. */
class ForwardingImages implements OfflineImages {
    final OfflineImages right;

    ForwardingImages(OfflineImages right) {
        this.right = right;
    }

    @Override
    public void requireIdle(VolumeId volume, List<Image> images) {
        right.requireIdle(volume, images);
    }

    @Override
    public void requireSound(VolumeId volume, Image image) {
        right.requireSound(volume, image);
    }

    @Override
    public long freeBytes(VolumeId volume) {
        return right.freeBytes(volume);
    }

    @Override
    public void createBase(VolumeId volume, Image base) {
        right.createBase(volume, base);
    }

    @Override
    public void createOverlay(VolumeId volume, Image overlay, Image backing) {
        right.createOverlay(volume, overlay, backing);
    }

    @Override
    public void discardUnfinished(VolumeId volume) {
        right.discardUnfinished(volume);
    }

    @Override
    public List<ImageName> present(VolumeId volume) {
        return right.present(volume);
    }

    @Override
    public long commit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
        return right.commit(volume, chain, base, top, listener);
    }

    @Override
    public long resumeCommit(VolumeId volume, BackingChain chain, Image base, Image top, ProgressListener listener) {
        return right.resumeCommit(volume, chain, base, top, listener);
    }

    @Override
    public long pull(
            VolumeId volume, BackingChain chain, Image top, Optional<Image> backing, ProgressListener listener) {
        return right.pull(volume, chain, top, backing, listener);
    }

    @Override
    public void repoint(VolumeId volume, Image overlay, Image backing) {
        right.repoint(volume, overlay, backing);
    }

    @Override
    public void remove(VolumeId volume, List<ImageName> images) {
        right.remove(volume, images);
    }
}
