/** Runs tools: stated arguments, scrubbed environment, limits on memory, time and output. The only place that does. */
@NullMarked
package org.chainsmith.qemuimg.process;

import org.jspecify.annotations.NullMarked;
