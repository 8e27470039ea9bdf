package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;

/** Whether the service lives, whether it can do its work, and its figures. Anybody who reaches it may ask. */
final class Health {
    private static final List<String> PATHS = List.of("healthz", "readyz", "metrics");

    private final Supplier<Optional<String>> obstacle;
    private final Figures figures;

    /**
     * Answers from these.
     *
     * @param obstacle what keeps the service from its work
     */
    Health(Supplier<Optional<String>> obstacle, Figures figures) {
        this.obstacle = requireNonNull(obstacle, "obstacle is null");
        this.figures = requireNonNull(figures, "figures is null");
    }

    boolean answers(Call call) {
        return call.path().size() == 1 && PATHS.contains(call.path().get(0));
    }

    Reply answer(Call call) {
        if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
            throw new Fault(405, "The method " + call.method() + " is not allowed for this resource.");
        }
        return switch (call.path().get(0)) {
            case "healthz" -> told(200, "alive", "");
            case "readyz" ->
                obstacle.get().map(why -> told(503, "not ready", why)).orElseGet(() -> told(200, "ready", ""));
            default -> Reply.text("text/plain; version=0.0.4; charset=utf-8", figures.scrape());
        };
    }

    private static Reply told(int status, String state, String why) {
        return Reply.json(
                status,
                JsonNodeFactory.instance.objectNode().put("status", state).put("reason", why));
    }

    void refused(String code) {
        figures.refused(code);
    }
}
