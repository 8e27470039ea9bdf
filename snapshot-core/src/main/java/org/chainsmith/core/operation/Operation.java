package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

/** A plan that is being carried out under an id: {@link Plan#brief}, as it is written to the log. */
public record Operation(OperationId id, Plan plan) {
    public Operation {
        requireNonNull(id, "id is null");
        plan = plan.brief();
    }

    @Override
    public String toString() {
        return plan.kind() + " (operation " + id + ")";
    }
}
