package org.chainsmith.core.merge;

import java.util.List;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.operation.Step;

/**
 * One way of bringing into the destination of a run what lies on one side of it. A merge into the lowest image of a run
 * takes a primitive that goes down, one into the highest a primitive that goes up, any other first the one and then the
 * other. The planner weighs all primitives that it is given; a new one needs no change of the planner or the runner.
 */
public interface MergePrimitive {
    /** Where the data goes. */
    enum Direction {
        /** From the images above the destination. */
        DOWN,
        /** From the images below the destination. */
        UP
    }

    /** One word for plans and scripts, for example {@code commit}. */
    String name();

    Direction direction();

    /** Whether its destination has to be the active layer, or to have become it by then. */
    default boolean onlyIntoActive() {
        return false;
    }

    /** The features that a backend must have. */
    Set<Feature> needs();

    Safety safety();

    /** What it costs to bring this share into the destination. */
    Cost cost(Share share);

    /** What to do, in order, without ledger and removal. Asked only for the way that is taken. */
    List<Step> steps(MergePart part);
}
