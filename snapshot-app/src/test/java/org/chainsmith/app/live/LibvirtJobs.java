package org.chainsmith.app.live;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.libvirt.LibvirtSession;
import org.chainsmith.libvirt.job.BlockJobInfo;
import org.chainsmith.testkit.lab.Await;

/** The block jobs on the volumes of a world, and what is to happen in the middle of the next one. */
final class LibvirtJobs {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LibvirtWorld world;
    private final LibvirtSession session;
    private final AtomicReference<Optional<Runnable>> during = new AtomicReference<>(Optional.empty());

    LibvirtJobs(LibvirtWorld world, LibvirtSession session) {
        this.world = world;
        this.session = session;
    }

    /** Does this once, in the middle of the next job. */
    void duringNext(Runnable act) {
        during.set(Optional.of(act));
    }

    /** Whether something is to happen during the next job. */
    boolean isTroubleAhead() {
        return during.get().isPresent();
    }

    /** A job runs as soon as it is started, and one that may copy a byte a second stands still after its first copy. */
    void happened(String effect, boolean slowly) {
        if (!effect.startsWith("start ") || !slowly) {
            return;
        }
        during.getAndSet(Optional.empty()).ifPresent(act -> {
            Await.until(
                    "a job that has copied something",
                    PATIENCE,
                    () -> running().values().stream().anyMatch(job -> job.done() > 0));
            act.run();
        });
        finish();
    }

    /** Lets all jobs copy so many bytes a second. */
    void limit(long bytes) {
        running().keySet().forEach(disk -> session.blockJobs().limit(world.guest(), disk, bytes));
    }

    /** Lets all jobs go on as fast as they can. */
    void finish() {
        if (world.isActive()) {
            running().keySet().forEach(this::finish);
        }
    }

    private void finish(String disk) {
        try {
            session.blockJobs().limit(world.guest(), disk, 0);
        } catch (SnapshotException e) {
            if (world.isActive() && running().containsKey(disk)) {
                throw e;
            }
            // it has ended by itself meanwhile
        }
    }

    private Map<String, BlockJobInfo> running() {
        Map<String, BlockJobInfo> jobs = new TreeMap<>();
        for (Attachment at : world.attached().values()) {
            String disk = at.disk().value();
            session.blockJobs().running(world.guest(), disk).ifPresent(job -> jobs.put(disk, job));
        }
        return jobs;
    }
}
