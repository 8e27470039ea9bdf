package org.chainsmith.app.config;

import org.chainsmith.core.error.SnapshotException;

/** Opens stores. */
@FunctionalInterface
public interface Stores {
    /**
     * Opens the store that the settings name.
     *
     * @throws SnapshotException STORE_NOT_FOUND, STORE_UNSAFE
     */
    Store open(StoreSettings settings);
}
