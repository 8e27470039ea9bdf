package org.chainsmith.cinder.http;

import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.chainsmith.cinder.http.NoAnswer.Fate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one call and waits for its answer, once. Certificates are verified, redirects are not followed. */
public final class Wire {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);

    private final HttpClient client;
    private final TimeLimiter limiter;
    private final Duration patience;
    private final int longestBody;

    private Wire(HttpClient client, Duration patience, int longestBody) {
        this.client = client;
        this.patience = patience;
        this.longestBody = longestBody;
        limiter = TimeLimiter.of(TimeLimiterConfig.custom()
                .timeoutDuration(patience)
                .cancelRunningFuture(true)
                .build());
    }

    /**
     * A wire of its own.
     *
     * @param authorities PEM certificates to trust instead of the platform's
     * @param connecting how long a connection may take
     * @param patience how long a call may take from the first to the last byte
     * @param longestBody in bytes
     */
    public static Wire of(Optional<Path> authorities, Duration connecting, Duration patience, int longestBody) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connecting);
        authorities.map(Authorities::trusting).ifPresent(builder::sslContext);
        return new Wire(builder.build(), patience, longestBody);
    }

    /**
     * The answer, whatever its status.
     *
     * @throws NoAnswer if there is none
     */
    public HttpAnswer send(HttpCall call) {
        String requestId = call.headers().getOrDefault(RequestIds.HEADER, "none");
        long start = System.nanoTime();
        try {
            HttpResponse<byte[]> response = limiter.executeFutureSupplier(
                    () -> client.sendAsync(request(call), head -> new BoundedBody(longestBody)));
            HttpAnswer answer = answer(call, response);
            LOG.debug(
                    "{}: {} in {} ms (request {}, there {})",
                    call,
                    answer.status(),
                    milliseconds(start),
                    requestId,
                    answer.requestId().orElse("unknown"));
            return answer;
        } catch (Exception e) {
            NoAnswer none = noAnswer(call, e);
            LOG.debug("{}: {} after {} ms (request {})", call, none.getMessage(), milliseconds(start), requestId);
            throw none;
        }
    }

    private static long milliseconds(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static HttpRequest request(HttpCall call) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(call.uri())
                .method(
                        call.method(),
                        call.body()
                                .map(text -> BodyPublishers.ofString(text, StandardCharsets.UTF_8))
                                .orElseGet(BodyPublishers::noBody));
        builder.header("Accept", "application/json");
        if (call.body().isPresent()) {
            builder.header("Content-Type", "application/json");
        }
        call.headers().forEach(builder::header);
        call.tokens().forEach((name, token) -> builder.header(name, token.reveal()));
        return builder.build();
    }

    private static HttpAnswer answer(HttpCall call, HttpResponse<byte[]> response) {
        Map<String, String> headers = new HashMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
        String text = new String(response.body(), StandardCharsets.UTF_8);
        return new HttpAnswer(response.statusCode(), headers, call.clean(text));
    }

    private NoAnswer noAnswer(HttpCall call, Exception cause) {
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new NoAnswer(Fate.TIMED_OUT, "interrupted", cause);
        }
        if (cause instanceof TimeoutException) {
            return new NoAnswer(Fate.TIMED_OUT, "no answer within " + patience.toMillis() + " ms", cause);
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof ConnectException
                    || each instanceof HttpConnectTimeoutException
                    || each instanceof UnresolvedAddressException
                    || each instanceof SSLHandshakeException) {
                return new NoAnswer(
                        Fate.NOT_SENT, "no connection to " + call.uri().getAuthority() + reason(cause), cause);
            }
        }
        if (cause instanceof IOException) {
            return new NoAnswer(Fate.DROPPED, "the connection broke" + reason(cause), cause);
        }
        if (cause instanceof IllegalArgumentException) {
            // A header with a line break, for instance. The message may show it, so that there is no cause.
            return new NoAnswer(Fate.NOT_SENT, "the call cannot be written down", null);
        }
        throw new IllegalStateException("unexpected: " + cause.getClass().getName(), cause);
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
    }
}
