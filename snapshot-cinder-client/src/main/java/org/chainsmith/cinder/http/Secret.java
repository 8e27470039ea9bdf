package org.chainsmith.cinder.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A token or password. It can be sent, and is never printed. */
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    public static Secret of(String text) {
        return new Secret(requireNonNull(text, "text is null"));
    }

    /** The text itself, for the wire only. */
    public String reveal() {
        return text;
    }

    /** A text from outside in which this secret may stand, without it. */
    String removeFrom(String other) {
        return text.isEmpty() ? other : other.replace(text, "(secret)");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
