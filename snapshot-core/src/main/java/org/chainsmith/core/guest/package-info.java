/** Guests as a hypervisor runs them, and their disks. Terms are libvirt's: a guest is a domain, a disk has a target. */
@NullMarked
package org.chainsmith.core.guest;

import org.jspecify.annotations.NullMarked;
