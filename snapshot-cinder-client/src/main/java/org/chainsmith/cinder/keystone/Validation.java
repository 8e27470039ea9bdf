package org.chainsmith.cinder.keystone;

/** What Keystone says about somebody's token. */
sealed interface Validation {
    /** It is good. */
    record Valid(TokenIdentity identity) implements Validation {}

    /** It is unknown, expired or revoked. */
    record Invalid() implements Validation {}

    /** We may not ask: our own token is no good, or our user has no role that allows it. */
    record NotForUs(int status) implements Validation {}
}
