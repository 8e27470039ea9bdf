/** Volume directories in Cinder's layout: names, the .info file, the operation log, locks, durable file writes. */
@NullMarked
package org.chainsmith.qemuimg.volumes;

import org.jspecify.annotations.NullMarked;
