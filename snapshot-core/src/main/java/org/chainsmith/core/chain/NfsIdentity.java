package org.chainsmith.core.chain;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * As whom a client asks an NFS server.
 *
 * @param user a name, or {@code +} and the number; empty for the user of the process
 * @param group likewise
 */
public record NfsIdentity(Optional<String> user, Optional<String> group) {
    public NfsIdentity {
        requireNonNull(user, "user is null");
        requireNonNull(group, "group is null");
        user.ifPresent(text -> LocationText.requireText(text, "The user of an NFS client"));
        group.ifPresent(text -> LocationText.requireText(text, "The group of an NFS client"));
    }

    /** The identity of these numbers. */
    public static NfsIdentity of(long user, long group) {
        return new NfsIdentity(Optional.of("+" + user), Optional.of("+" + group));
    }
}
