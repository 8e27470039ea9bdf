/** What a volume's points in time contain, captured and compared. */
@NullMarked
package org.chainsmith.testkit.assertion;

import org.jspecify.annotations.NullMarked;
