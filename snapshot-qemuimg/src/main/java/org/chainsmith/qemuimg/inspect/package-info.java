/** The safe inspector: which images may be used at all. One set of rules, for the store and for a single file. */
@NullMarked
package org.chainsmith.qemuimg.inspect;

import org.jspecify.annotations.NullMarked;
