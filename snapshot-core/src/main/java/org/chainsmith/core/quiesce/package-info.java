/** Bringing a guest's file systems to rest for a snapshot, and never leaving them there. */
@NullMarked
package org.chainsmith.core.quiesce;

import org.jspecify.annotations.NullMarked;
