/** Backing chains as values: images, formats, sizes, allocation, and the algebra that changes a chain. No I/O. */
@NullMarked
package org.chainsmith.core.chain;

import org.jspecify.annotations.NullMarked;
