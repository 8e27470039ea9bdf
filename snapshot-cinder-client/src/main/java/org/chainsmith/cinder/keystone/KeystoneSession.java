package org.chainsmith.cinder.keystone;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.jspecify.annotations.Nullable;

/** Logs in when first asked, again shortly before the token expires, and again when a service refuses it. */
public final class KeystoneSession implements TokenSource {
    /** The names under which catalogs have Cinder's v3 interface. */
    private static final List<String> VOLUME_TYPES = List.of("block-storage", "volumev3", "block-store", "volume");
    /** A token that would expire during a call is none. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final Keystone keystone;
    private final CloudSettings settings;
    private final Clock clock;
    private @Nullable IssuedToken issued;

    public KeystoneSession(Keystone keystone, CloudSettings settings, Clock clock) {
        this.keystone = requireNonNull(keystone, "keystone is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public Secret token() {
        return current().secret();
    }

    @Override
    public URI volumeService() {
        return current()
                .catalog()
                .find(VOLUME_TYPES, settings.region(), settings.endpoints())
                .orElseThrow(() -> new SnapshotException(
                                ErrorCode.CATALOG_REFUSED,
                                "The identity service names no "
                                        + settings.endpoints().id()
                                        + " endpoint of a volume service"
                                        + settings.region()
                                                .map(region -> " in region " + region)
                                                .orElse("")
                                        + ". Nothing was done.")
                        .hint("openstack catalog list shows what there is; region and interface choose from it."));
    }

    @Override
    public synchronized boolean refused(Secret token) {
        if (issued != null && issued.secret().equals(token)) {
            issued = null;
        }
        return settings.credentials().canRenew();
    }

    private synchronized IssuedToken current() {
        Instant now = clock.instant();
        if (issued == null || expiresSoon(issued, now)) {
            issued = keystone.authenticate(settings.credentials(), settings.scope());
        }
        return issued;
    }

    /** Short-lived tokens are used for half their life. */
    private static boolean expiresSoon(IssuedToken token, Instant now) {
        Duration half = Duration.between(token.received(), token.expires()).dividedBy(2);
        Duration margin = half.compareTo(MARGIN) < 0 ? half : MARGIN;
        return !now.isBefore(token.expires().minus(margin));
    }
}
