/** A backend in memory that models what images contain, cluster by cluster. */
@NullMarked
package org.chainsmith.testkit.memory;

import org.jspecify.annotations.NullMarked;
