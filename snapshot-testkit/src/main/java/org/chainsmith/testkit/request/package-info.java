/** Requests as values, and the use cases of one backend that answer them. */
@NullMarked
package org.chainsmith.testkit.request;

import org.jspecify.annotations.NullMarked;
