package org.chainsmith.cinder.keystone;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Whose a token is.
 *
 * @param project absent for a token that is for no project
 * @param roles the names of the user's roles in that project
 */
public record TokenIdentity(
        String userId, String userName, Optional<String> project, Set<String> roles, Instant expires) {
    public TokenIdentity {
        requireNonNull(userId, "userId is null");
        requireNonNull(userName, "userName is null");
        requireNonNull(project, "project is null");
        roles = Set.copyOf(roles);
        requireNonNull(expires, "expires is null");
    }
}
