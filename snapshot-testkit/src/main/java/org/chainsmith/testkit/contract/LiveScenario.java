package org.chainsmith.testkit.contract;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A request on the disks of a guest.
 *
 * @param disks on how many disks it is
 * @param snapshots how many snapshots these have before
 * @param deleted which of them it deletes, counted from the oldest; none of them if it takes one more of each disk
 * @param off whether the guest is off
 */
record LiveScenario(String title, int disks, int snapshots, Set<Integer> deleted, boolean off) {
    private LiveScenario(String title, int disks, int snapshots, Set<Integer> deleted) {
        this(title, disks, snapshots, deleted, false);
    }

    static List<LiveScenario> all(boolean commits) {
        List<LiveScenario> anywhere = List.of(
                new LiveScenario("create on one disk", 1, 1, Set.of()),
                new LiveScenario("create on three disks", 3, 1, Set.of()),
                new LiveScenario("delete the newest", 1, 3, Set.of(2)),
                new LiveScenario("delete all", 1, 3, Set.of(0, 1, 2)),
                new LiveScenario("delete the newest of three disks", 3, 1, Set.of(0)),
                new LiveScenario("create on three disks while the guest is off", 3, 1, Set.of(), true),
                new LiveScenario("delete the newest while the guest is off", 1, 3, Set.of(2), true),
                new LiveScenario("delete in two runs while the guest is off", 1, 4, Set.of(0, 3), true));
        List<LiveScenario> byCommit = List.of(
                new LiveScenario("delete one in the middle", 1, 3, Set.of(1)),
                new LiveScenario("delete in two runs", 1, 4, Set.of(0, 3)));
        return commits ? Stream.concat(anywhere.stream(), byCommit.stream()).toList() : anywhere;
    }
}
