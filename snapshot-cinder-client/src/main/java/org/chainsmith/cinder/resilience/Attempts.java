package org.chainsmith.cinder.resilience;

import org.chainsmith.cinder.http.HttpAnswer;

/**
 * The answer to the last of one or more attempts.
 *
 * @param lost how many attempts before it got no answer, and may have been carried out
 */
public record Attempts(HttpAnswer answer, int lost) {}
