package org.chainsmith.core.chain.backing;

import java.util.Optional;

/** QEMU's rule: what stands before a colon is a protocol, unless a slash comes first. */
final class Scheme {
    private Scheme() {}

    static Optional<String> of(String text) {
        int colon = text.indexOf(':');
        int slash = text.indexOf('/');
        return colon < 0 || (slash >= 0 && slash < colon) ? Optional.empty() : Optional.of(text.substring(0, colon));
    }
}
