package org.chainsmith.cinder;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.testkit.lab.Await;

/** A compute side that says yes to every request, and does nothing. */
final class SilentCompute implements AutoCloseable {
    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private SilentCompute(HttpServer server) {
        this.server = server;
    }

    static SilentCompute on(int port) throws IOException {
        SilentCompute compute =
                new SilentCompute(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        compute.server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            compute.requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            byte[] answer = "{\"snapshot\": {\"id\": null, \"volumeId\": null}}".getBytes(StandardCharsets.UTF_8);
            if (exchange.getRequestMethod().equals("DELETE")) {
                exchange.sendResponseHeaders(204, -1);
            } else {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(answer);
                }
            }
            exchange.close();
        });
        compute.server.start();
        return compute;
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    void forget() {
        requests.clear();
    }

    void await(String method, SnapshotId snapshot) {
        Await.until(
                method + " of " + snapshot,
                Duration.ofSeconds(60),
                () -> requests.stream()
                        .anyMatch(request -> request.startsWith(method) && request.contains(snapshot.value())));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
