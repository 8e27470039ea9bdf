/** Work that a volume service asks the compute side for: accepted durably, done once, reported until acknowledged. */
@NullMarked
package org.chainsmith.core.assist;

import org.jspecify.annotations.NullMarked;
