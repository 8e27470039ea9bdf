package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** The id of one operation on one volume, as found in the log, in messages and in logs. */
public record OperationId(String value) {
    public OperationId {
        requireNonNull(value, "value is null");
    }

    public static OperationId random() {
        return new OperationId(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
