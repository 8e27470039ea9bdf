/** What libvirt tells of its own accord. Events may be late, doubled or lost: they are reasons to look, never proofs. */
@NullMarked
package org.chainsmith.libvirt.event;

import org.jspecify.annotations.NullMarked;
