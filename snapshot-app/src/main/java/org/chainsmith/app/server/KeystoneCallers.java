package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Set;
import org.chainsmith.cinder.keystone.TokenIdentity;
import org.chainsmith.cinder.keystone.TokenValidator;
import org.chainsmith.core.error.SnapshotException;
import org.slf4j.MDC;

/** Lets those call whose token Keystone knows, and who have one of a few roles. */
final class KeystoneCallers implements Callers {
    private final TokenValidator validator;
    private final Set<String> roles;

    KeystoneCallers(TokenValidator validator, Set<String> roles) {
        this.validator = requireNonNull(validator, "validator is null");
        this.roles = Set.copyOf(roles);
    }

    @Override
    public String admit(Call call, String action) {
        String token = call.header("X-Auth-Token").orElseThrow(KeystoneCallers::unknown);
        TokenIdentity caller;
        try {
            caller = validator.validate(token).orElseThrow(KeystoneCallers::unknown);
        } catch (SnapshotException e) {
            throw new Fault(503, "The identity service cannot be asked who is calling: " + e.getMessage());
        }
        if (Collections.disjoint(caller.roles(), roles)) {
            throw new Fault(403, "Policy doesn't allow " + action + " to be performed.");
        }
        MDC.put("user", caller.userId());
        return caller.userId();
    }

    private static Fault unknown() {
        return new Fault(401, "The request you have made requires authentication.");
    }
}
