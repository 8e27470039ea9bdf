/** What can go wrong, in stable codes: one exception, one code per cause, one kind per way to react. */
@NullMarked
package org.chainsmith.core.error;

import org.jspecify.annotations.NullMarked;
