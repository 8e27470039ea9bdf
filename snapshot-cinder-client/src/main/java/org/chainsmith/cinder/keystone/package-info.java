/** The identity service: who we are, where services are, and who our callers are. */
@NullMarked
package org.chainsmith.cinder.keystone;

import org.jspecify.annotations.NullMarked;
