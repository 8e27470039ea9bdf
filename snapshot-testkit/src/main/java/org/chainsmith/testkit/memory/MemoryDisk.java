package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.chain.ImageLocation;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.BlockJob;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestDisk;
import org.chainsmith.core.guest.LiveChain;
import org.chainsmith.core.snapshot.VolumeId;

/** A disk of a {@link MemoryGuest}: what its definition names, and what is open while the guest is active. */
final class MemoryDisk {
    private final MemoryStore store;
    final DiskTarget target;
    final VolumeId volume;
    final Set<GuestDisk.Obstacle> obstacles = EnumSet.noneOf(GuestDisk.Obstacle.class);
    private ImageName defined;
    /** The whole chain, base first, once the hypervisor has written it into the definition; it outdoes the headers. */
    private Optional<List<ImageName>> listed = Optional.empty();

    private final boolean readsHeaders;
    private List<ImageName> open = List.of();
    private boolean known = true;
    private boolean endKnown = true;
    private Optional<MemoryJob> job = Optional.empty();
    private ErrorCode lastEnd = ErrorCode.JOB_FAILED;

    MemoryDisk(MemoryStore store, DiskTarget target, VolumeId volume, ImageName defined, boolean readsHeaders) {
        this.store = requireNonNull(store, "store is null");
        this.target = requireNonNull(target, "target is null");
        this.volume = requireNonNull(volume, "volume is null");
        this.defined = requireNonNull(defined, "defined is null");
        this.readsHeaders = readsHeaders;
        if (!readsHeaders) {
            list(List.of(defined));
        }
    }

    ImageName defined() {
        return defined;
    }

    /** The definition names the active layer only, and lists nothing below it. */
    void define(ImageName active) {
        defined = active;
        listed = Optional.empty();
    }

    /** What the hypervisor makes of the definition by itself. */
    private void list() {
        if (readsHeaders) {
            list(open);
        } else {
            define(active());
        }
    }

    /** The definition lists these layers. */
    void list(List<ImageName> baseFirst) {
        defined = baseFirst.get(baseFirst.size() - 1);
        listed = Optional.of(List.copyOf(baseFirst));
    }

    void forgetEnd() {
        endKnown = false;
    }

    /** Opens the chain that the definition lists, or else as the headers tell it. */
    void open() {
        endKnown = true;
        known = readsHeaders || listed.isPresent();
        reopen(listed.orElseGet(this::headersTell));
    }

    private List<ImageName> headersTell() {
        List<ImageName> chain = new ArrayList<>();
        for (Optional<ImageName> at = Optional.of(defined);
                at.isPresent();
                at = store.image(at.get()).backing()) {
            chain.add(0, at.get());
        }
        return chain;
    }

    private void reopen(List<ImageName> chain) {
        open.forEach(store::release);
        open = List.copyOf(chain);
        open.forEach(store::occupy);
    }

    /** Everything that the guest and its jobs wrote is durable. */
    void flush() {
        open.forEach(store::flush);
    }

    /** The process that has the images open ends; what it has not flushed is lost. */
    void die() {
        open.forEach(store::loseVolatile);
        job = Optional.empty();
        reopen(List.of());
    }

    ImageName active() {
        return open.get(open.size() - 1);
    }

    /** What the definition lists. */
    LiveChain listed() {
        return new LiveChain(listed.orElse(List.of(defined)), listed.isPresent());
    }

    LiveChain chain() {
        return known ? new LiveChain(open, endKnown) : new LiveChain(List.of(active()), false);
    }

    Optional<MemoryJob> job() {
        return job;
    }

    ErrorCode lastEnd() {
        return lastEnd;
    }

    void begin(MemoryJob begun) {
        job = Optional.of(begun);
    }

    /** A job that has written the header ends as it would have. */
    void endJob(ErrorCode how) {
        if (job.filter(MemoryJob::hasWrittenHeader).isPresent()) {
            finish(job.get());
        }
        job = Optional.empty();
        lastEnd = how;
    }

    void switchTo(ImageName overlay) {
        List<ImageName> chain = new ArrayList<>(open);
        chain.add(overlay);
        reopen(chain);
        list();
    }

    void write(long cluster, long content) {
        store.put(active(), cluster, content);
        store.settle(active(), cluster);
        job.ifPresent(running -> running.written(cluster));
    }

    /** The job goes one step; a job that cannot is gone, and the chain is as before. */
    void advance() {
        MemoryJob running = job.orElseThrow();
        if (!running.hasCopiedAll()) {
            try {
                running.copy();
            } catch (SnapshotException e) {
                endJob(ErrorCode.JOB_FAILED);
            }
        } else if (running.kind() == BlockJob.Kind.ACTIVE_COMMIT) {
            running.becomeReady();
        } else if (!running.hasWrittenHeader()) {
            writeHeader(running);
        } else {
            finish(running);
        }
    }

    void pivot() {
        MemoryJob running = job.orElseThrow();
        while (!running.hasCopiedAll()) {
            running.copy();
        }
        finish(running);
    }

    /** The header above the range, or at its end, is written at once, whatever else is in memory. */
    private void writeHeader(MemoryJob running) {
        int base = open.indexOf(running.base());
        int top = open.indexOf(running.top());
        if (running.kind() == BlockJob.Kind.PULL) {
            Optional<ImageName> backing = base == 0 ? Optional.empty() : Optional.of(open.get(base - 1));
            store.point(running.top(), backing);
        } else {
            store.point(open.get(top + 1), Optional.of(running.base()));
        }
        running.headerWritten();
    }

    /** The hypervisor learns of the end of the job, and lists the new chain. */
    private void finish(MemoryJob running) {
        int base = open.indexOf(running.base());
        int top = open.indexOf(running.top());
        List<ImageName> chain = new ArrayList<>(open);
        if (running.kind() == BlockJob.Kind.PULL) {
            chain.subList(base, top).clear();
        } else {
            chain.subList(base + 1, top + 1).clear();
        }
        job = Optional.empty();
        reopen(chain);
        list();
    }

    GuestDisk told(boolean active) {
        ImageName shown = active ? active() : defined;
        return new GuestDisk(
                target,
                Optional.of(volume.value()),
                Optional.of(new ImageLocation.File("/memory/" + shown)),
                obstacles);
    }
}
