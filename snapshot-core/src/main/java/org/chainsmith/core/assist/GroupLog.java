package org.chainsmith.core.assist;

import java.util.List;

/** The durable record of snapshots of several volumes. */
public interface GroupLog {
    /** Replaces what is on record of this group. Durable on return; when it throws, the old or the new is on record. */
    void save(Group group);

    /** Those that are remembered, oldest first. */
    List<Group> groups();
}
