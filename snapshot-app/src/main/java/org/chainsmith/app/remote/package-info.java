/** The service, as a command sees it. */
@NullMarked
package org.chainsmith.app.remote;

import org.jspecify.annotations.NullMarked;
