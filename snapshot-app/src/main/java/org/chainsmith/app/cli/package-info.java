/** The command line {@code chainsmith}: one class per command, one place for errors and exit codes. */
@NullMarked
package org.chainsmith.app.cli;

import org.jspecify.annotations.NullMarked;
