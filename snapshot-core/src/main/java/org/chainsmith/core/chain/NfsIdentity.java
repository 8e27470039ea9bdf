package org.chainsmith.core.chain;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

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

    /**
     * The user by number, as the protocol and QEMU need it.
     *
     * @throws SnapshotException NOT_SUPPORTED for a name
     */
    public OptionalLong userNumber() {
        return number(user);
    }

    /** {@link #userNumber} for the group. */
    public OptionalLong groupNumber() {
        return number(group);
    }

    private static OptionalLong number(Optional<String> userOrGroup) {
        return userOrGroup.stream().mapToLong(NfsIdentity::number).findFirst();
    }

    private static long number(String userOrGroup) {
        if (!userOrGroup.matches("\\+[0-9]{1,10}")) {
            throw new SnapshotException(
                            ErrorCode.NOT_SUPPORTED,
                            "QEMU opens NFS only as a user or group with a number, not as "
                                    + ImageName.quoted(userOrGroup) + ".")
                    .hint("Give the identity by number: user='+64055'.");
        }
        return Long.parseLong(userOrGroup.substring(1));
    }
}
