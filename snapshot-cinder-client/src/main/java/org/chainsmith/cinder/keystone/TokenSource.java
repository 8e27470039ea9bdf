package org.chainsmith.cinder.keystone;

import java.net.URI;
import org.chainsmith.cinder.http.Secret;

/** Gives the token that a call carries, and the place that it goes to. Safe for use by many threads. */
public interface TokenSource {
    /**
     * A token that was good when last heard of.
     *
     * @throws org.chainsmith.core.error.SnapshotException CATALOG_ACCESS_DENIED, CATALOG_UNREACHABLE
     */
    Secret token();

    /**
     * Says that a service refused a token.
     *
     * @return whether {@link #token()} may give a better one now
     */
    boolean refused(Secret token);

    /**
     * Where the volume service is.
     *
     * @throws org.chainsmith.core.error.SnapshotException CATALOG_REFUSED if the catalog does not tell
     */
    URI volumeService();

    /** One token for one place, both given; it is not renewed. */
    static TokenSource fixed(Secret token, URI volumeService) {
        return new TokenSource() {
            @Override
            public Secret token() {
                return token;
            }

            @Override
            public boolean refused(Secret other) {
                return false;
            }

            @Override
            public URI volumeService() {
                return volumeService;
            }
        };
    }
}
