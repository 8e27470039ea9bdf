package org.chainsmith.core.operation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.ImageName;

/**
 * Why a run of images is merged the way it is.
 *
 * @param run the images that become one
 * @param chosen the image that they become
 * @param why one line
 * @param destinations every way there was, lowest image first; empty in what is written to the log
 */
public record MergeChoice(ChainRange run, ImageName chosen, String why, List<Destination> destinations) {
    /**
     * One way to merge a run.
     *
     * @param image what the run becomes
     * @param primitives how, in order
     * @param copiedBytes predicted bytes to copy
     * @param growthBytes predicted extra space until the other images are removed
     * @param obstacle why it is not allowed; empty if it is
     */
    public record Destination(
            ImageName image, List<String> primitives, long copiedBytes, long growthBytes, Optional<String> obstacle) {
        public Destination {
            requireNonNull(image, "image is null");
            primitives = List.copyOf(primitives);
            requireNonNull(obstacle, "obstacle is null");
        }
    }

    public MergeChoice {
        requireNonNull(run, "run is null");
        requireNonNull(chosen, "chosen is null");
        requireNonNull(why, "why is null");
        destinations = List.copyOf(destinations);
    }

    /** The choice without what was not chosen. */
    MergeChoice brief() {
        return new MergeChoice(run, chosen, why, List.of());
    }
}
