/** Effects that die, fail or take notes. */
@NullMarked
package org.chainsmith.testkit.fault;

import org.jspecify.annotations.NullMarked;
