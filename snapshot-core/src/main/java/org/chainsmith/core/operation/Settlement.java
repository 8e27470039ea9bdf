package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

/** What the real images and ledger say about one step of a plan. */
public sealed interface Settlement {
    /** The step's effect is there. */
    record Done() implements Settlement {}

    /** The step's effect is not there, or not proven; performing the step is right. */
    record NotDone() implements Settlement {}

    /** Neither: someone else changed something. Nothing may be changed until a person has looked. */
    record Conflict(String fact) implements Settlement {
        public Conflict {
            requireNonNull(fact, "fact is null");
        }
    }

    Settlement DONE = new Done();
    Settlement NOT_DONE = new NotDone();

    static Settlement conflict(String fact) {
        return new Conflict(fact);
    }

    /** DONE if it holds, else NOT_DONE. */
    static Settlement doneIf(boolean holds) {
        return holds ? DONE : NOT_DONE;
    }
}
