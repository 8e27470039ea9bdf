package org.chainsmith.cinder;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.http.Wire;
import org.chainsmith.cinder.keystone.CloudSettings;
import org.chainsmith.cinder.keystone.Keystone;
import org.chainsmith.cinder.keystone.KeystoneSession;
import org.chainsmith.cinder.keystone.TokenSource;
import org.chainsmith.cinder.resilience.Limits;
import org.chainsmith.cinder.resilience.Resilience;
import org.chainsmith.core.backend.VolumeCatalog;

/**
 * A Cinder, and who we are there. What it understands is found out once for each client and all that are made from it. Safe
 * for use by many threads; there is nothing to close.
 */
public final class CinderClient {
    private final TokenSource tokens;
    private final Optional<TokenSource> serviceTokens;
    private final Wire wire;
    private final Resilience resilience;
    private final CinderCalls calls;
    private final Peer peer;

    private CinderClient(
            TokenSource tokens, Optional<TokenSource> serviceTokens, Wire wire, Resilience resilience, Peer peer) {
        this.tokens = tokens;
        this.serviceTokens = serviceTokens;
        this.wire = wire;
        this.resilience = resilience;
        calls = new CinderCalls(tokens, serviceTokens, wire, resilience);
        this.peer = peer;
    }

    /** The Cinder of a cloud, found in its catalog. Nothing is called before it is needed. */
    public static CinderClient of(CloudSettings settings, Limits limits, Clock clock) {
        KeystoneSession session = new KeystoneSession(Keystone.of(settings, limits, clock), settings, clock);
        return of(session, settings.authorities(), limits, clock);
    }

    /** A Cinder at a URL such as {@code https://volume.example.com:8776/v3}, with a token that is not renewed. */
    public static CinderClient at(URI endpoint, Secret token, Limits limits, Clock clock) {
        return of(TokenSource.fixed(token, endpoint), Optional.empty(), limits, clock);
    }

    /** The Cinder that a source of tokens names. */
    public static CinderClient of(TokenSource tokens, Optional<Path> authorities, Limits limits, Clock clock) {
        requireNonNull(tokens, "tokens is null");
        return new CinderClient(
                tokens,
                Optional.empty(),
                Wire.of(authorities, limits.connecting(), limits.answer(), limits.longestBody()),
                new Resilience("volume service", limits, clock),
                new Peer());
    }

    /** The same Cinder for another user, whose token somebody else got. */
    public CinderClient forToken(Secret token) {
        return new CinderClient(
                TokenSource.fixed(token, tokens.volumeService()), serviceTokens, wire, resilience, peer);
    }

    /** The same Cinder, to which we also prove that a service calls. Cinder keeps some calls for such. */
    public CinderClient withServiceTokens(TokenSource service) {
        return new CinderClient(tokens, Optional.of(service), wire, resilience, peer);
    }

    /** The volume service as the use cases see it. */
    public VolumeCatalog catalog() {
        return new CinderVolumeCatalog(calls, peer);
    }

    /** Its volumes. */
    public CinderVolumes volumes() {
        return new CinderVolumes(calls);
    }

    /** Its snapshots. */
    public CinderSnapshots snapshots() {
        return new CinderSnapshots(calls);
    }

    /** Its attachments. */
    public CinderAttachments attachments() {
        return new CinderAttachments(calls);
    }
}
