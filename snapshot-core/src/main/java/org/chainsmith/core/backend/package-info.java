/** The ports: everything that a backend implements and a plug-in author reads. */
@NullMarked
package org.chainsmith.core.backend;

import org.jspecify.annotations.NullMarked;
