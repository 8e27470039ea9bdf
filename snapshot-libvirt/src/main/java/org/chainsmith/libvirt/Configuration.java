package org.chainsmith.libvirt;

/** The two descriptions that libvirt keeps of a persistent domain. */
public enum Configuration {
    /** Of the running guest; gone when it stops. */
    LIVE(1),
    /** For the next start. */
    PERSISTENT(2),
    /** Both at once. */
    BOTH(3),
    /** Of the running guest, or for the next start when the domain is off. */
    CURRENT(0);

    private final int flags;

    Configuration(int flags) {
        this.flags = flags;
    }

    int flags() {
        return flags;
    }
}
