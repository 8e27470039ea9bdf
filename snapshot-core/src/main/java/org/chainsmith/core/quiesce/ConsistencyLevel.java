package org.chainsmith.core.quiesce;

import java.util.Locale;

/** What the data of a snapshot is worth to the guest. */
public enum ConsistencyLevel {
    /** The guest's applications were told and had written what they must. */
    APPLICATION,
    /** The guest's file systems were frozen. */
    FILESYSTEM,
    /** As after a power cut, all disks at the same instant. */
    CRASH;

    /** For people and scripts: {@code filesystem}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
