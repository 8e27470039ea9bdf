/** What Cinder's REST interface carries: requests and answers as they are on the wire. */
@NullMarked
package org.chainsmith.cinder.api;

import org.jspecify.annotations.NullMarked;
