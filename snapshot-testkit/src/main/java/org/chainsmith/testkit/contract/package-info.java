/** The conformance kit: the rules that every backend keeps, as tests. */
@NullMarked
package org.chainsmith.testkit.contract;

import org.jspecify.annotations.NullMarked;
