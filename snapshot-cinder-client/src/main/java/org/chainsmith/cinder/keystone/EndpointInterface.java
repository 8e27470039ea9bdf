package org.chainsmith.cinder.keystone;

import java.util.Locale;
import java.util.Optional;

/** For whom an endpoint is. */
public enum EndpointInterface {
    PUBLIC,
    INTERNAL,
    ADMIN;

    /** As the catalog spells it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads both spellings that are in use: {@code internal} and {@code internalURL}. */
    static Optional<EndpointInterface> parse(String text) {
        for (EndpointInterface each : values()) {
            if (text.equals(each.id()) || text.equals(each.id() + "URL")) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
