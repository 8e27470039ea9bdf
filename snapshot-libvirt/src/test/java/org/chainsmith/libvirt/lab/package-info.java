/** A libvirtd of our own with tiny guests, for tests; see lab/README.md. */
package org.chainsmith.libvirt.lab;
