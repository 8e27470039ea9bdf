package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** Tells the volume service how requests ended, again and again until it has acknowledged. */
final class Reporter {
    private final VolumeCatalog catalog;
    private final RequestLog log;
    private final Patience patience;
    private final Executor workers;
    private final Timer timer;
    private final Assistance assistance;
    private final BiConsumer<Entry, Acknowledgement> told;

    Reporter(
            VolumeCatalog catalog,
            RequestLog log,
            Patience patience,
            Executor workers,
            Timer timer,
            Assistance assistance,
            BiConsumer<Entry, Acknowledgement> told) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.log = requireNonNull(log, "log is null");
        this.patience = requireNonNull(patience, "patience is null");
        this.workers = requireNonNull(workers, "workers is null");
        this.timer = requireNonNull(timer, "timer is null");
        this.assistance = requireNonNull(assistance, "assistance is null");
        this.told = requireNonNull(told, "told is null");
    }

    /** Reports how a settled request ended. Returns at once. */
    void report(Entry settled) {
        workers.execute(() -> attempt(settled, 1));
    }

    private void attempt(Entry entry, int attempts) {
        try {
            Acknowledgement answer = entry.request()
                    .report(catalog, entry.verdict().orElseThrow().outcome());
            log.acknowledge(entry, answer);
            told.accept(entry, answer);
            assistance.reported(entry, answer);
        } catch (SnapshotException e) {
            again(entry, attempts, e);
        } catch (RuntimeException e) {
            again(entry, attempts, new SnapshotException(ErrorCode.INTERNAL, "Unexpected error: " + e, e));
        }
    }

    private void again(Entry entry, int attempts, SnapshotException cause) {
        Duration pause = patience.pause(attempts);
        assistance.unreported(entry, cause, pause);
        Runnable next = () -> workers.execute(() -> attempt(entry, attempts + 1));
        timer.after(pause, next);
    }
}
