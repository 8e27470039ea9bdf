package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.LiveChain;
import org.chainsmith.core.snapshot.VolumeId;

/**
 * Lets the definition of a guest list all layers of a disk, where the hypervisor may not be able to find them in the
 * headers when the guest is started next.
 *
 * @param chain all layers, as they are from now on
 */
public record ListLayers(Attachment at, BackingChain chain) implements Step {
    public ListLayers {
        requireNonNull(at, "at is null");
        requireNonNull(chain, "chain is null");
    }

    @Override
    public String verb() {
        return "list";
    }

    @Override
    public String describe() {
        return "let the definition of " + at + " list " + chain;
    }

    @Override
    public long perform(SnapshotBackend backend, VolumeId volume, ProgressListener listener) {
        backend.live().list(at, chain);
        Proof.require(
                settle(backend, volume).equals(Settlement.DONE), this, chain.active(), "the definition lists others");
        return 0;
    }

    @Override
    public Settlement settle(SnapshotBackend backend, VolumeId volume) {
        return backend.live().defined(at).matches(chain) ? Settlement.DONE : Settlement.NOT_DONE;
    }

    /** A merge that was taken back may have left a definition that lists nothing below the active layer; a switch has not. */
    @Override
    public void tidy(SnapshotBackend backend, Plan plan) {
        if (plan.steps().stream().anyMatch(Step::joint)) {
            return;
        }
        BackingChain before = plan.before().orElseThrow();
        LiveChain defined = backend.live().defined(at);
        if (defined.active().equals(before.active().name()) && !defined.matches(before)) {
            backend.live().list(at, before);
        }
    }

    @Override
    public <T> T accept(StepVisitor<T> visitor) {
        return visitor.listLayers(this);
    }
}
