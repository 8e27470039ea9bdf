/** Running guests of a real libvirt, with volumes in a directory. */
@NullMarked
package org.chainsmith.app.live;

import org.jspecify.annotations.NullMarked;
