package org.chainsmith.core.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.operation.Commit;
import org.chainsmith.core.operation.Repoint;
import org.chainsmith.core.operation.Step;

/**
 * Commits all layers of a run into its lowest image in one pass, then points the overlay above the run to it. What reads
 * through the images above stays right at every instant.
 */
public final class CommitDown implements MergePrimitive {
    @Override
    public Set<Feature> needs() {
        return Set.of(Feature.OFFLINE_COMMIT);
    }

    @Override
    public List<Proposal> proposals(MergeRun run) {
        Image base = run.base();
        ExtentMap copied = run.maps().subList(1, run.maps().size()).stream()
                .map(AllocationMap::provided)
                .reduce(ExtentMap.EMPTY, ExtentMap::union);
        ExtentMap growth = copied.difference(run.maps().get(0).data());
        List<Step> steps = new ArrayList<>();
        steps.add(new Commit(run.part(), run.range(), copied.bytes()));
        run.child().ifPresent(child -> steps.add(new Repoint(child, run.top(), base)));
        return List.of(new Proposal("commit", base, Set.of(base), copied.bytes(), growth.bytes(), steps));
    }
}
