/** A libvirtd of our own with tiny guests, and a Cinder of our own, for tests; see snapshot-testkit/lab/README.md. */
@NullMarked
package org.chainsmith.testkit.lab;

import org.jspecify.annotations.NullMarked;
