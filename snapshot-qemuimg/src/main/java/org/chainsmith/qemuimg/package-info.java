/** Adapter for image files in a directory: qemu-img does the copying, everything is read back and proven in Java. */
@NullMarked
package org.chainsmith.qemuimg;

import org.jspecify.annotations.NullMarked;
