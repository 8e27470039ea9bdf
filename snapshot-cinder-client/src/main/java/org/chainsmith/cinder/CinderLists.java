package org.chainsmith.cinder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.cinder.api.Json;
import org.chainsmith.cinder.http.HttpAnswer;
import tools.jackson.databind.JsonNode;

/** Reads whole lists. */
final class CinderLists {
    private CinderLists() {}

    /**
     * All members of a list.
     *
     * @param path with a query
     */
    static <T> List<T> all(
            CinderCalls calls, String what, String path, Optional<String> microversion, String member, Class<T> type) {
        CinderCall first = page(what, path, microversion, Optional.empty());
        List<JsonNode> nodes = Pages.all(member, marker -> {
                    CinderCall call = page(what, path, microversion, marker);
                    HttpAnswer answer = calls.succeed(call);
                    return CinderCalls.object(call, answer);
                })
                .orElseThrow(() -> notAList(first));
        List<T> all = new ArrayList<>();
        for (JsonNode node : nodes) {
            all.add(Json.read(node, type).orElseThrow(() -> notAList(first)));
        }
        return List.copyOf(all);
    }

    private static CinderCall page(String what, String path, Optional<String> microversion, Optional<String> marker) {
        CinderCall call = CinderCall.read(
                what, path + marker.map(text -> "&marker=" + text).orElse(""));
        return microversion.map(call::from).orElse(call);
    }

    private static RuntimeException notAList(CinderCall call) {
        return CinderErrors.malformed(call, new HttpAnswer(200, Map.of(), ""));
    }
}
