package org.chainsmith.core.chain;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * As whom a client asks network storage, and where libvirt keeps the key. The key itself is never part of a value.
 *
 * @param secret which of libvirt's secrets has the key; empty if the client has its own way to it
 */
public record StorageUser(String name, Optional<Secret> secret) {
    /** Rejects what cannot be a user's name with LOCATION_REFUSED. */
    public StorageUser {
        LocationText.requireWithout("@:/\\", name, "The name of a storage user");
        requireNonNull(secret, "secret is null");
    }

    /** A reference to a secret that libvirt keeps. */
    public sealed interface Secret {
        /** The secret of this UUID. */
        record WithUuid(String uuid) implements Secret {
            public WithUuid {
                LocationText.requireText(uuid, "The UUID of a secret");
            }
        }

        /** The secret that was defined for this usage. */
        record ForUsage(String usage) implements Secret {
            public ForUsage {
                LocationText.requireText(usage, "The usage of a secret");
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
