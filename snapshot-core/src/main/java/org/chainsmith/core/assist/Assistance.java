package org.chainsmith.core.assist;

import java.time.Duration;
import org.chainsmith.core.assist.RequestLog.Entry;
import org.chainsmith.core.assist.RequestLog.Verdict;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.Consistency;

/** Hears what happens to requests, for logs and figures. Called from several threads; nothing depends on it. */
public interface Assistance {
    /** Hears and does nothing. */
    Assistance UNHEARD = new Assistance() {};

    /** Accepted durably, or taken up again after a restart. */
    default void accepted(Entry entry) {}

    /** An attempt failed, and another one will be made. */
    default void retried(Entry entry, SnapshotException cause, Duration pause) {}

    /** It has ended. */
    default void settled(Entry entry, Verdict verdict, Duration took) {}

    /** A guest was switched. */
    default void taken(Entry entry, Consistency reached) {}

    /** A merge has copied this. */
    default void copied(Entry entry, long bytes) {}

    /** The volume service was told, and answered so. */
    default void reported(Entry entry, Acknowledgement acknowledgement) {}

    /** The volume service could not be told, and will be again. */
    default void unreported(Entry entry, SnapshotException cause, Duration pause) {}

    /** The volume service had given up a snapshot that was taken: the guest was switched back. */
    default void undone(Entry entry) {}

    /** The volume service has no record of what was done. */
    default void behind(Entry entry, String why) {}
}
