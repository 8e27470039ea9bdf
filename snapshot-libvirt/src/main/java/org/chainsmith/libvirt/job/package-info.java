/** Block jobs: what runs on a disk, and waiting for its end without believing any single source. */
@NullMarked
package org.chainsmith.libvirt.job;

import org.jspecify.annotations.NullMarked;
