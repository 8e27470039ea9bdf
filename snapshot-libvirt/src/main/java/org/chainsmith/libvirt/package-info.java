/**
 * The adapter for disks of running virtual machines, through libvirt: block jobs, the guest agent and storage pools. Its
 * work starts with live volumes.
 */
@NullMarked
package org.chainsmith.libvirt;

import org.jspecify.annotations.NullMarked;
