package org.chainsmith.cinder.keystone;

import java.time.Instant;
import org.chainsmith.cinder.http.Secret;

/** A token that Keystone gave us, and what it said with it. */
record IssuedToken(Secret secret, Instant received, Instant expires, ServiceCatalog catalog) {}
