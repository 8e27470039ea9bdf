package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.BlockJob;

/** A block job on one disk: which clusters it has yet to copy, and where to. Changes with each step. */
final class MemoryJob {
    private final MemoryStore store;
    private final BlockJob.Kind kind;
    private final ImageName base;
    private final ImageName top;
    private final SortedSet<Long> todo = new TreeSet<>();
    private final long total;
    private long done;
    private long limit;
    private boolean ready;
    private boolean headerWritten;

    private MemoryJob(MemoryStore store, BlockJob.Kind kind, Optional<ImageName> lower, ImageName base, ImageName top) {
        this.store = requireNonNull(store, "store is null");
        this.kind = requireNonNull(kind, "kind is null");
        this.base = requireNonNull(base, "base is null");
        this.top = requireNonNull(top, "top is null");
        for (long cluster = 0; cluster < store.image(top).length(); cluster++) {
            if (store.readAbove(lower, top, cluster).isPresent()) {
                todo.add(cluster);
            }
        }
        this.total = todo.size();
    }

    /** Copies what is above the base down into it. */
    static MemoryJob commit(MemoryStore store, BlockJob.Kind kind, ImageName base, ImageName top) {
        if (store.image(base).length() < store.image(top).length()) {
            store.grow(base, store.image(top).size());
        }
        return new MemoryJob(store, kind, Optional.of(base), base, top);
    }

    /** Copies what is above the backing image, if there is one, up into the top. */
    static MemoryJob pull(MemoryStore store, Optional<ImageName> backing, ImageName base, ImageName top) {
        return new MemoryJob(store, BlockJob.Kind.PULL, backing, base, top);
    }

    BlockJob.Kind kind() {
        return kind;
    }

    /** The lowest image that is merged. */
    ImageName base() {
        return base;
    }

    ImageName top() {
        return top;
    }

    boolean isReady() {
        return ready;
    }

    boolean hasCopiedAll() {
        return todo.isEmpty();
    }

    boolean hasBegun() {
        return done > 0;
    }

    void becomeReady() {
        ready = true;
    }

    boolean hasWrittenHeader() {
        return headerWritten;
    }

    void headerWritten() {
        headerWritten = true;
    }

    void limit(long bytesPerSecond) {
        limit = bytesPerSecond;
    }

    /** The guest has written to the active layer. */
    void written(long cluster) {
        if (kind == BlockJob.Kind.ACTIVE_COMMIT) {
            todo.add(cluster);
        }
    }

    /** Copies one cluster. */
    void copy() {
        long cluster = todo.first();
        if (kind == BlockJob.Kind.PULL) {
            if (store.image(top).provided(cluster).isEmpty()) {
                store.putVolatile(top, cluster, store.read(top, cluster));
            }
        } else {
            store.put(
                    base,
                    cluster,
                    store.readAbove(Optional.of(base), top, cluster).orElseThrow());
        }
        todo.remove(cluster);
        done++;
    }

    BlockJob figures() {
        return new BlockJob(kind, done * MemoryStore.CLUSTER, (done + todo.size()) * MemoryStore.CLUSTER, limit, ready);
    }

    @Override
    public String toString() {
        return kind + " of " + base + ".." + top + ", " + total + " clusters";
    }
}
