package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

/** A plan that is being carried out under an id. */
public record Operation(OperationId id, Plan plan) {
    public Operation {
        requireNonNull(id, "id is null");
        requireNonNull(plan, "plan is null");
    }

    @Override
    public String toString() {
        return plan.kind() + " (operation " + id + ")";
    }
}
