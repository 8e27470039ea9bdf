/** Snapshots of a volume: points in time recorded in a ledger, and the use cases that create, delete and revert to them. */
@NullMarked
package org.chainsmith.core.snapshot;

import org.jspecify.annotations.NullMarked;
