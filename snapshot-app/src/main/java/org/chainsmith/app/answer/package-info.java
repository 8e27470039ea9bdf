/** What commands answer: each answer is one JSON document of a stable shape, and lines for people. */
@NullMarked
package org.chainsmith.app.answer;

import org.jspecify.annotations.NullMarked;
