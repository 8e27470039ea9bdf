/** The Linux calls that Java lacks, safe by construction: names relative to an open directory, no symlinks, real locks. */
@NullMarked
package org.chainsmith.qemuimg.posix;

import org.jspecify.annotations.NullMarked;
