package org.chainsmith.cinder;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.chainsmith.cinder.AdverseRow.REQUEST;
import static org.chainsmith.cinder.AdverseRow.SNAPSHOT;
import static org.chainsmith.cinder.FakeCinder.json;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chainsmith.core.catalog.SnapshotRequest;

/** What a volume service is sent, and what it answers. */
final class AdverseAnswers {
    private static final String ACTION = "/v3/p/snapshots/" + SNAPSHOT + "/action";
    private static final int TOO_SLOW = 5_000;

    private AdverseAnswers() {}

    static MappingBuilder action() {
        return post(urlPathEqualTo(ACTION));
    }

    static MappingBuilder show() {
        return get(urlPathEqualTo("/v3/p/snapshots/" + SNAPSHOT));
    }

    static MappingBuilder list() {
        return get(urlPathEqualTo("/v3/p/snapshots/detail"));
    }

    static MappingBuilder creation() {
        return post(urlPathEqualTo("/v3/p/snapshots"));
    }

    static MappingBuilder deletion() {
        return delete(urlPathEqualTo("/v3/p/snapshots/" + SNAPSHOT));
    }

    private static Map<String, Object> body(String status) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", SNAPSHOT.value());
        body.put("volume_id", REQUEST.volume().value());
        body.put("name", "a name");
        body.put("status", status);
        body.put("created_at", "2026-11-21T15:00:00.000000");
        body.put("metadata", Map.of(SnapshotRequest.MARK, REQUEST.request()));
        return body;
    }

    static ResponseDefinitionBuilder snapshot(int status, String state) {
        return json(status, Map.of("snapshot", body(state)));
    }

    static ResponseDefinitionBuilder none() {
        return json(200, Map.of("snapshots", List.of()));
    }

    static ResponseDefinitionBuilder one() {
        return json(200, Map.of("snapshots", List.of(body("creating"))));
    }

    static ResponseDefinitionBuilder slow(ResponseDefinitionBuilder answer) {
        return answer.withFixedDelay(TOO_SLOW);
    }

    static ResponseDefinitionBuilder dropped() {
        return aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER);
    }
}
