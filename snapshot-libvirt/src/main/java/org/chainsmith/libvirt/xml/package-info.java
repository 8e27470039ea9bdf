/**
 * libvirt's XML: domains are read into values, snapshots are written, definitions are edited. JAXB is used here and
 * nowhere else.
 */
@NullMarked
package org.chainsmith.libvirt.xml;

import org.jspecify.annotations.NullMarked;
