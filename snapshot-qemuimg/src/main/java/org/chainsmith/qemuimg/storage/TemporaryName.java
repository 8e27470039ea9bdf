package org.chainsmith.qemuimg.storage;

import java.util.Optional;

/** The names under which images are made before they get their own: hidden, and no image's or record's. */
public final class TemporaryName {
    private static final String PREFIX = ".";
    private static final String SUFFIX = ".tmp";

    private TemporaryName() {}

    /** The temporary name of what will have this name. */
    public static String of(String name) {
        return PREFIX + name + SUFFIX;
    }

    /** The name that a temporary name stands for; empty if it is none. */
    public static Optional<String> finalName(String name) {
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX) && name.length() > PREFIX.length() + SUFFIX.length()
                ? Optional.of(name.substring(PREFIX.length(), name.length() - SUFFIX.length()))
                : Optional.empty();
    }
}
