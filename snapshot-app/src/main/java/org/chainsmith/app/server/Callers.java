package org.chainsmith.app.server;

/** Tells who may call. */
@FunctionalInterface
interface Callers {
    /** Everybody who reaches the service: for one that only its own host reaches. */
    Callers ANYBODY = (call, action) -> "anybody";

    /**
     * Lets a call pass.
     *
     * @param action what Nova's policies call what is asked for
     * @return who calls, for the log
     * @throws Fault 401, 403, or 503 if it cannot be told
     */
    String admit(Call call, String action);
}
