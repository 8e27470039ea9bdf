/**
 * Adapter for running guests: one connection to libvirt, calls on it by the domain's UUID, errors translated by number.
 */
@NullMarked
package org.chainsmith.libvirt;

import org.jspecify.annotations.NullMarked;
