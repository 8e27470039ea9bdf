/** How often, how long and how many at once a service is asked. */
@NullMarked
package org.chainsmith.cinder.resilience;

import org.jspecify.annotations.NullMarked;
