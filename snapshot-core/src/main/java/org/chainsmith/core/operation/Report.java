package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

/**
 * What an operation did.
 *
 * @param actualBytes bytes written while copying, as the kernel counted them
 */
public record Report(Plan plan, long actualBytes) {
    public Report {
        requireNonNull(plan, "plan is null");
    }
}
