/** The composition root: settings, and the use cases on the store that they name, wired by Guice. */
@NullMarked
package org.chainsmith.app.config;

import org.jspecify.annotations.NullMarked;
