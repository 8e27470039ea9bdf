/** A backend in memory that models what images contain, cluster by cluster, and a volume service in memory. */
@NullMarked
package org.chainsmith.testkit.memory;

import org.jspecify.annotations.NullMarked;
