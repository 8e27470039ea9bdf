/** How the header of an overlay names its backing image: relative names, paths, QEMU's URIs, {@code json:} texts. */
@NullMarked
package org.chainsmith.core.chain.backing;

import org.jspecify.annotations.NullMarked;
