package org.chainsmith.app.server;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.chainsmith.core.assist.Assistance;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.assist.RequestLog.Verdict;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.Consistency;

/** Tells several listeners. */
record Told(List<Assistance> listeners) implements Assistance {
    Told {
        listeners = List.copyOf(listeners);
    }

    private void each(Consumer<Assistance> tell) {
        listeners.forEach(tell);
    }

    @Override
    public void accepted(Entry entry) {
        each(listener -> listener.accepted(entry));
    }

    @Override
    public void retried(Entry entry, SnapshotException cause, Duration pause) {
        each(listener -> listener.retried(entry, cause, pause));
    }

    @Override
    public void settled(Entry entry, Verdict verdict, Duration took) {
        each(listener -> listener.settled(entry, verdict, took));
    }

    @Override
    public void taken(Entry entry, Consistency reached) {
        each(listener -> listener.taken(entry, reached));
    }

    @Override
    public void copied(Entry entry, long bytes) {
        each(listener -> listener.copied(entry, bytes));
    }

    @Override
    public void reported(Entry entry, Acknowledgement acknowledgement) {
        each(listener -> listener.reported(entry, acknowledgement));
    }

    @Override
    public void unreported(Entry entry, SnapshotException cause, Duration pause) {
        each(listener -> listener.unreported(entry, cause, pause));
    }

    @Override
    public void undone(Entry entry) {
        each(listener -> listener.undone(entry));
    }

    @Override
    public void behind(Entry entry, String why) {
        each(listener -> listener.behind(entry, why));
    }
}
