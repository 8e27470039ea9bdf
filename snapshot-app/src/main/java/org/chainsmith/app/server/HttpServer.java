package org.chainsmith.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.MDC;

/** Turns HTTP into {@link Call}s and {@link Reply}s into HTTP, within bounds. */
final class HttpServer implements AutoCloseable {
    static final int BODY_LIMIT = 64 << 10;
    private static final int HEADER_LIMIT = 32 << 10;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Pattern REQUEST_ID = Pattern.compile("req-[0-9a-f-]{36}");

    private final Server server;
    private final ServerConnector connector;

    /**
     * Answers calls once it is started.
     *
     * @param threads that answer, at most
     */
    HttpServer(Listening listen, int threads, Function<Call, Reply> api) {
        requireNonNull(api, "api is null");
        QueuedThreadPool pool = new QueuedThreadPool(Math.max(8, threads), 4);
        pool.setName("chainsmith-http");
        pool.setDaemon(true);
        server = new Server(pool);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setRequestHeaderSize(HEADER_LIMIT);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration);
        connector = listen.tls()
                .map(tls -> new ServerConnector(
                        server, 1, 1, new SslConnectionFactory(tls.forConnections(), http.getProtocol()), http))
                .orElseGet(() -> new ServerConnector(server, 1, 1, http));
        connector.setHost(listen.address().getHostString());
        connector.setPort(listen.address().getPort());
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(new Calls(api)));
        server.setStopTimeout(STOP.toMillis());
    }

    /** Takes the address: from now on callers wait until {@link #start} lets them be answered. */
    void bind() {
        try {
            connector.open();
        } catch (IOException e) {
            throw cannotListen(e);
        }
    }

    /** Begins to answer. */
    void start() {
        try {
            server.start();
        } catch (Exception e) {
            throw cannotListen(e);
        }
    }

    private SnapshotException cannotListen(Exception e) {
        return new SnapshotException(
                        ErrorCode.IO_ERROR,
                        "The service cannot listen on " + connector.getHost() + ":" + connector.getPort() + ": " + e,
                        e)
                .hint("Is another process listening there? Choose another --listen.");
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    /** Answers what it is answering, and nothing more. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new SnapshotException(ErrorCode.IO_ERROR, "The service could not be stopped: " + e, e);
        }
    }

    private static final class Calls extends Handler.Abstract {
        private final Function<Call, Reply> api;

        Calls(Function<Call, Reply> api) {
            this.api = api;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            String id = "req-" + UUID.randomUUID();
            MDC.put("request_id", id);
            request.getHeaders().stream()
                    .filter(field -> field.is("X-OpenStack-Request-ID"))
                    .map(HttpField::getValue)
                    .filter(value -> REQUEST_ID.matcher(value).matches())
                    .findFirst()
                    .ifPresent(value -> MDC.put("global_request_id", value));
            try {
                send(reply(request, id), response, callback);
            } finally {
                MDC.clear();
            }
            return true;
        }

        private Reply reply(Request request, String id) throws IOException {
            byte[] body;
            try (InputStream in = Content.Source.asInputStream(request)) {
                body = in.readNBytes(BODY_LIMIT + 1);
            }
            if (body.length > BODY_LIMIT) {
                return new Fault(413, "The body is larger than " + BODY_LIMIT + " bytes.").reply();
            }
            try {
                String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
                return api.apply(call(request, text, id));
            } catch (CharacterCodingException e) {
                return new Fault(400, "Malformed request body: it is not UTF-8.").reply();
            }
        }

        private static Call call(Request request, String body, String id) {
            Map<String, String> headers = new HashMap<>();
            request.getHeaders()
                    .forEach(field -> headers.putIfAbsent(
                            field.getName().toLowerCase(Locale.ROOT), String.valueOf(field.getValue())));
            Map<String, String> query = new HashMap<>();
            for (Fields.Field field : Request.extractQueryParameters(request)) {
                query.put(field.getName(), field.getValue());
            }
            List<String> path = Arrays.stream(Request.getPathInContext(request).split("/", -1))
                    .filter(segment -> !segment.isEmpty())
                    .toList();
            return new Call(request.getMethod(), path, query, headers, body, id, client(request));
        }

        private static Set<String> client(Request request) {
            EndPoint.SslSessionData session = request.getConnectionMetaData()
                    .getConnection()
                    .getEndPoint()
                    .getSslSessionData();
            return session == null || session.peerCertificates() == null || session.peerCertificates().length == 0
                    ? Set.of()
                    : ClientNames.of(session.peerCertificates()[0]);
        }

        private static void send(Reply reply, Response response, Callback callback) {
            response.setStatus(reply.status());
            reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
            byte[] body = reply.body().getBytes(UTF_8);
            if (body.length > 0) {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
            }
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
            response.write(true, ByteBuffer.wrap(body), callback);
        }
    }
}
