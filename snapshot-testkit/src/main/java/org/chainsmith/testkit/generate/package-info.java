/** All jqwik arbitraries: shapes of volumes and sequences of requests. */
@NullMarked
package org.chainsmith.testkit.generate;

import org.jspecify.annotations.NullMarked;
