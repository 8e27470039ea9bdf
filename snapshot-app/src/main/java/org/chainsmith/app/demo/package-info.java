/** The demonstration: real images in a temporary store, and checksums that prove what is claimed. */
@NullMarked
package org.chainsmith.app.demo;

import org.jspecify.annotations.NullMarked;
