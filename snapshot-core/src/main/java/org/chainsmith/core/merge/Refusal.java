package org.chainsmith.core.merge;

import static java.util.Objects.requireNonNull;

import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** Why no plan was made: which constraint bit, on which chain, and what can be done. Nothing was changed. */
public record Refusal(ErrorCode code, String fact, BackingChain chain, String hint) implements MergeDecision {
    public Refusal {
        requireNonNull(code, "code is null");
        requireNonNull(fact, "fact is null");
        requireNonNull(chain, "chain is null");
        requireNonNull(hint, "hint is null");
    }

    public SnapshotException asException() {
        return new SnapshotException(code, fact + " Nothing was changed.")
                .onChain(chain)
                .hint(hint);
    }
}
