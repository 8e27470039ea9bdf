/** HTTP calls: bounded, verified, never redirected, with tokens that are never printed. */
@NullMarked
package org.chainsmith.cinder.http;

import org.jspecify.annotations.NullMarked;
