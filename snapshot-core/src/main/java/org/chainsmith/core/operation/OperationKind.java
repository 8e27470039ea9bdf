package org.chainsmith.core.operation;

import java.util.Locale;

/** What an operation is for. */
public enum OperationKind {
    CREATE_VOLUME,
    ADOPT_VOLUME,
    DELETE_VOLUME,
    CREATE_SNAPSHOTS,
    DELETE_SNAPSHOTS,
    REVERT_VOLUME;

    /** For people: {@code delete snapshots}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
