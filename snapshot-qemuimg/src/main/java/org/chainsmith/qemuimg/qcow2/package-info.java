/** Reads qcow2 images that may be hostile: bounded memory, every number checked, never a write. Facts, no policy. */
@NullMarked
package org.chainsmith.qemuimg.qcow2;

import org.jspecify.annotations.NullMarked;
