/** Plan, write down, act, prove: plans of idempotent steps, the log they are written to, their runner and recovery. */
@NullMarked
package org.chainsmith.core.operation;

import org.jspecify.annotations.NullMarked;
