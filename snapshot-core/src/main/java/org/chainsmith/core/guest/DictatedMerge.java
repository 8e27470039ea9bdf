package org.chainsmith.core.guest;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.chain.ImageName;

/** How the owner of a volume wants two neighbours of its chain to become one: it dictates which of them survives. */
public sealed interface DictatedMerge {
    /** An image of the middle of the chain goes down into the one that it backs onto. */
    record CommitInto(ImageName top, ImageName base) implements DictatedMerge {
        public CommitInto {
            requireNonNull(top, "top is null");
            requireNonNull(base, "base is null");
        }

        @Override
        public String toString() {
            return "commit " + top + " into " + base;
        }
    }

    /**
     * The image below the active layer is pulled up into it.
     *
     * @param newBase what the active layer backs onto afterwards; empty for nothing
     */
    record PullOnto(Optional<ImageName> newBase) implements DictatedMerge {
        public PullOnto {
            requireNonNull(newBase, "newBase is null");
        }

        @Override
        public String toString() {
            return "pull into the active layer what lies above "
                    + newBase.map(ImageName::toString).orElse("nothing");
        }
    }
}
