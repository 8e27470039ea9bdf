package org.chainsmith.core.merge;

import java.util.List;
import java.util.Set;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.operation.Pull;

/**
 * Pulls all lower layers of a run into its highest image, which leaves every other image unwritten. While it runs, only
 * the log protects the top: its header may promise clusters that are not there yet.
 */
public final class PullUp implements MergePrimitive {
    @Override
    public Set<Feature> needs() {
        return Set.of(Feature.OFFLINE_PULL);
    }

    @Override
    public List<Proposal> proposals(MergeRun run) {
        Image top = run.top();
        int last = run.maps().size() - 1;
        ExtentMap copied = run.needed(0, last).difference(run.maps().get(last).provided());
        Pull pull = new Pull(run.part(), run.range(), copied.bytes());
        return List.of(new Proposal("pull", top, Set.of(top), copied.bytes(), copied.bytes(), List.of(pull)));
    }
}
