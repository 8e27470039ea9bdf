package org.chainsmith.testkit.fault;

/** The process has died here. An Error, so that no error handling of what is tested takes it for a failure. */
public final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    public Killed(String effect) {
        super("killed at: " + effect, null, false, false);
    }
}
