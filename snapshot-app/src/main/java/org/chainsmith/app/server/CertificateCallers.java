package org.chainsmith.app.server;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.MDC;

/** Lets those call whose certificate, which the connection has verified, bears one of a few names. */
final class CertificateCallers implements Callers {
    private final Set<String> names;

    CertificateCallers(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    @Override
    public String admit(Call call, String action) {
        if (Collections.disjoint(call.client(), names)) {
            throw new Fault(403, "Policy doesn't allow " + action + " to be performed.");
        }
        Set<String> known = new TreeSet<>(call.client());
        known.retainAll(names);
        String name = known.iterator().next();
        MDC.put("user", name);
        return name;
    }
}
