/** Planning of merges: which images become one, into which of them, by which primitive, at what cost. Pure. */
@NullMarked
package org.chainsmith.core.merge;

import org.jspecify.annotations.NullMarked;
