package org.chainsmith.core.chain;

import java.util.List;

/** Lists of servers of which any will do. */
final class Hosts {
    private Hosts() {}

    /** A header often names one server of many: the lists mean the same storage if they have one in common. */
    static boolean shareOne(List<? extends StorageHost> some, List<? extends StorageHost> others, int ownPort) {
        return some.stream().anyMatch(host -> others.stream().anyMatch(other -> host.sameServer(other, ownPort)));
    }
}
