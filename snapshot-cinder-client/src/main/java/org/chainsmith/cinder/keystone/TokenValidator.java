package org.chainsmith.cinder.keystone;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose the tokens of callers are. Asks Keystone, and remembers its answers for a while: a good token at most until
 * it expires, a bad one shortly. Tokens are remembered by their hashes only. Safe for use by many threads.
 */
public final class TokenValidator {
    private static final int MOST = 10_000;
    private static final int LONGEST_TOKEN = 16_384;

    private final Keystone keystone;
    private final TokenSource own;
    private final Clock clock;
    private final Duration keepGood;
    private final Duration keepBad;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };

    private record Known(Optional<TokenIdentity> identity, Instant until) {}

    /**
     * A validator.
     *
     * @param own who asks: a user with a role that may validate tokens, in Keystone's defaults service or admin
     * @param keepGood for how long a revoked token may still count as good
     * @param keepBad for how long a bad one is not asked about again
     */
    public TokenValidator(Keystone keystone, TokenSource own, Clock clock, Duration keepGood, Duration keepBad) {
        this.keystone = requireNonNull(keystone, "keystone is null");
        this.own = requireNonNull(own, "own is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.keepGood = requireNonNull(keepGood, "keepGood is null");
        this.keepBad = requireNonNull(keepBad, "keepBad is null");
    }

    /** A validator that remembers good tokens for five minutes, as keystonemiddleware does, and bad ones for ten seconds. */
    public static TokenValidator of(Keystone keystone, TokenSource own, Clock clock) {
        return new TokenValidator(keystone, own, clock, Duration.ofMinutes(5), Duration.ofSeconds(10));
    }

    /**
     * Whose the token is; empty if it is no good.
     *
     * @throws SnapshotException CATALOG_UNREACHABLE, CATALOG_ACCESS_DENIED if Keystone cannot be asked: that says nothing
     *     about the token
     */
    public Optional<TokenIdentity> validate(String token) {
        if (token.isEmpty() || token.length() > LONGEST_TOKEN || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            return Optional.empty();
        }
        String key = hash(token);
        Known remembered = remembered(key);
        if (remembered != null) {
            return remembered.identity();
        }
        Optional<TokenIdentity> identity = ask(Secret.of(token));
        Instant now = clock.instant();
        Optional<TokenIdentity> good = identity.filter(one -> now.isBefore(one.expires()));
        Instant until =
                good.map(one -> earlier(one.expires(), now.plus(keepGood))).orElse(now.plus(keepBad));
        synchronized (known) {
            known.put(key, new Known(good, until));
        }
        return good;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private @Nullable Known remembered(String key) {
        synchronized (known) {
            Known found = known.get(key);
            return found != null && clock.instant().isBefore(found.until()) ? found : null;
        }
    }

    private Optional<TokenIdentity> ask(Secret token) {
        Secret ours = own.token();
        Validation said = keystone.validate(token, ours);
        if (said instanceof Validation.NotForUs && own.refused(ours)) {
            said = keystone.validate(token, own.token());
        }
        if (said instanceof Validation.NotForUs refusal) {
            throw new SnapshotException(
                            ErrorCode.CATALOG_ACCESS_DENIED,
                            "The identity service does not let us check a caller's token (" + refusal.status()
                                    + "). Nothing was done.")
                    .hint("The user of this service needs the role service or admin.");
        }
        return said instanceof Validation.Valid valid ? Optional.of(valid.identity()) : Optional.empty();
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
