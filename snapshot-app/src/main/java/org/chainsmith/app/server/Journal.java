package org.chainsmith.app.server;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.chainsmith.core.assist.Assistance;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.assist.RequestLog.Verdict;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.Consistency;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Tells the log what happens to requests; each line names the operation, the volume and the snapshot. */
final class Journal implements Assistance {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    @Override
    public void accepted(Entry entry) {
        of(entry, () -> LOG.info("accepted {}", entry.request()));
    }

    @Override
    public void retried(Entry entry, SnapshotException cause, Duration pause) {
        of(entry, () -> LOG.warn("tries again in {} ms: {}", pause.toMillis(), told(cause)));
    }

    @Override
    public void settled(Entry entry, Verdict verdict, Duration took) {
        of(entry, () -> {
            if (verdict.outcome().kind().isFailure()) {
                LOG.warn("failed after {} ms: {}", took.toMillis(), verdict.note());
            } else {
                LOG.info("done after {} ms", took.toMillis());
            }
        });
    }

    @Override
    public void taken(Entry entry, Consistency reached) {
        of(
                entry,
                () -> LOG.info(
                        "switched: {} consistent, frozen for {} ms {}",
                        reached.level(),
                        reached.frozen().toMillis(),
                        reached.note()));
    }

    @Override
    public void reported(Entry entry, Acknowledgement acknowledgement) {
        of(entry, () -> LOG.info("reported: {}", acknowledgement));
    }

    @Override
    public void unreported(Entry entry, SnapshotException cause, Duration pause) {
        of(entry, () -> LOG.warn("will report again in {} ms: {}", pause.toMillis(), told(cause)));
    }

    @Override
    public void undone(Entry entry) {
        of(entry, () -> LOG.warn("the volume service had given it up: the guest was switched back"));
    }

    @Override
    public void behind(Entry entry, String why) {
        of(
                entry,
                () -> LOG.error(
                        "the volume service has no record of what was done, compare it with the chain of volume {}: {}",
                        entry.request().volume(),
                        why));
    }

    private static String told(SnapshotException cause) {
        return cause.code().id() + ": " + cause.getMessage();
    }

    private static void of(Entry entry, Runnable tell) {
        Map<String, String> names = new TreeMap<>();
        names.put("operation", entry.id().value());
        names.put("volume", entry.request().volume().value());
        names.put("snapshot", entry.request().snapshot().value());
        entry.group().ifPresent(group -> names.put("group", group.value()));
        names.forEach(MDC::put);
        try {
            tell.run();
        } finally {
            names.keySet().forEach(MDC::remove);
        }
    }
}
