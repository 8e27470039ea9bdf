package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where calls are heard, and how.
 *
 * @param tls what makes it HTTPS; empty for HTTP
 */
record Listening(InetSocketAddress address, Optional<ServerTls> tls) {
    Listening {
        requireNonNull(address, "address is null");
        requireNonNull(tls, "tls is null");
    }
}
