/** The native side: libvirt's functions, its errors, its event loop. No pointer leaves the module. */
@NullMarked
package org.chainsmith.libvirt.jna;

import org.jspecify.annotations.NullMarked;
