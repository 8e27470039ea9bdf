package org.chainsmith.cinder.http;

import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * The id by which one user's request is found in the logs of all services that it went through. A service that has such an
 * id for its own request puts it under {@link #KEY} into the logging context of the thread; it is passed on.
 */
public final class RequestIds {
    /** The name in SLF4J's MDC. */
    public static final String KEY = "request_id";

    /** The header that carries it. */
    public static final String HEADER = "X-OpenStack-Request-ID";

    private static final Pattern FORM = Pattern.compile("req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private RequestIds() {}

    /** The id of what this thread is doing, or a new one. */
    public static String current() {
        String known = MDC.get(KEY);
        return known != null && FORM.matcher(known).matches() ? known : "req-" + UUID.randomUUID();
    }
}
