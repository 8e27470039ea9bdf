package org.chainsmith.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls as Cinder and others make them, and what they are answered. */
final class ApiTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ASSISTED = "v2.1/p/os-assisted-volume-snapshots";

    private ComputeHost host;
    private AssistedSnapshots side;
    private Api api;
    private Callers callers = Callers.ANYBODY;

    @BeforeEach
    void start(@TempDir Path state) {
        host = new ComputeHost(state, 2);
        side = host.start();
        api = api(new Admission(1000, 10));
    }

    private Api api(Admission admission) {
        return new Api(
                new AssistedResource(side::submit),
                new GroupResource(host.groups(side)),
                new OperationResource(side),
                new Health(Optional::empty, new Figures()),
                (call, action) -> callers.admit(call, action),
                admission);
    }

    @AfterEach
    void stop() {
        host.stop();
    }

    private Reply call(String method, String path, Map<String, String> query, String body, String... headers) {
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            named.put(headers[i], headers[i + 1]);
        }
        List<String> segments = Arrays.stream(path.split("/", -1))
                .filter(each -> !each.isEmpty())
                .toList();
        return api.answer(new Call(method, segments, query, named, body, "req-1", Set.of()));
    }

    private Reply post(String body) {
        return call("POST", ASSISTED, Map.of(), body);
    }

    private static String body(AssistedRequest.Create create) {
        return "{\"snapshot\": {\"volume_id\": \"" + create.volume()
                + "\", \"create_info\": {\"type\": \"qcow2\", \"new_file\": \"" + create.overlay()
                + "\", \"snapshot_id\": \"" + create.snapshot() + "\"}}}";
    }

    private static JsonNode json(Reply reply) {
        return JSON.readTree(reply.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "os-assisted-volume-snapshots",
                "v2.1/os-assisted-volume-snapshots",
                "v2/0123/os-assisted-volume-snapshots",
                "c0ffee00/os-assisted-volume-snapshots"
            })
    void aSnapshotIsTakenUnderEveryPath(String path) {
        AssistedRequest.Create create = host.newSnapshot(host.volume());

        Reply reply = call("POST", path, Map.of(), body(create));
        host.work();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"snapshot\":{\"id\":null,\"volumeId\":\"" + create.volume() + "\"}}");
        assertThat(reply.headers())
                .containsEntry("OpenStack-API-Version", "compute 2.1")
                .containsEntry("X-OpenStack-Nova-API-Version", "2.1")
                .containsEntry("Vary", "OpenStack-API-Version, X-OpenStack-Nova-API-Version")
                .containsKeys("x-openstack-request-id", "x-compute-request-id");
        assertThat(host.status(create.snapshot())).contains(SnapshotStatus.AVAILABLE);
    }

    @Test
    void aSnapshotIsDeleted() {
        VolumeId volume = host.volume();
        SnapshotId snapshot = host.taken(side, volume);
        host.deletion(volume, snapshot);
        String info = "{\"volume_id\": \"" + volume
                + "\", \"type\": \"qcow2\", \"file_to_merge\": null, \"merge_target_file\": null}";

        Reply reply = call("DELETE", ASSISTED + "/" + snapshot, Map.of("delete_info", info), "");
        host.work();

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(host.status(snapshot)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | Invalid input for field/attribute body. Value: {}. 'snapshot' is a required property",
                "[] | is not of type 'object'",
                "{\"snapshot\": {\"volume_id\": \"\", \"create_info\": {}}} | is too short",
                "{\"snapshot\": {\"volume_id\": 5, \"create_info\": {}}} | is not of type 'string'",
                "{\"snapshot\": {\"volume_id\": \"V\", \"create_info\": {\"type\": \"raw\", \"new_file\": \"f\", \"snapshot_id\": \"S\"}}} | is not one of",
                "{\"snapshot\": {\"volume_id\": \"V\", \"create_info\": {\"type\": \"qcow2\", \"new_file\": \"f\", \"snapshot_id\": \"S\", \"more\": 1}}} | Additional properties are not allowed",
                "{\"snapshot\": {\"volume_id\": \"V\", \"create_info\": {\"type\": \"qcow2\", \"new_file\": \"f\", \"snapshot_id\": \"S\"}}} | Not the id of a volume",
                "{\"snapshot\": 1, \"snapshot\": 2} | Malformed request body",
                "not json | Malformed request body",
            })
    void malformedBodiesAreRefused(String body, String message) {
        Reply reply = post(body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(json(reply).get("badRequest").get("code").intValue()).isEqualTo(400);
        assertThat(json(reply).get("badRequest").get("message").stringValue()).contains(message.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../volume", "/etc/passwd", "a\\u0000b", "nbd:host", "..", "volume-x"})
    void namesThatAreNoImagesOfTheVolumeAreRefused(String name) {
        AssistedRequest.Create create = host.newSnapshot(host.volume());

        Reply reply = post(body(create).replace(create.overlay().value(), name));

        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(host.hasSomethingToDo()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "NONE",
            value = {
                "NONE | 'delete_info'",
                "nonsense | Malformed request body",
                "{\"type\": \"qcow2\", \"file_to_merge\": null, \"merge_target_file\": null} | 'volume_id'",
                "{\"volume_id\": \"V\", \"type\": \"qcow2\", \"merge_target_file\": null} | 'file_to_merge'",
                "{\"volume_id\": \"V\", \"type\": \"raw\", \"file_to_merge\": null, \"merge_target_file\": null} | is not one of",
            })
    void malformedDeletionsAreRefused(String info, String message) {
        Map<String, String> query = info == null ? Map.of() : Map.of("delete_info", info);
        Reply reply = call("DELETE", ASSISTED + "/" + SnapshotId.random(), query, "");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(json(reply).get("badRequest").get("message").stringValue()).contains(message.strip());
    }

    @Test
    void aVolumeThatNobodyHasIsABadRequestAsInNova() {
        VolumeId volume = VolumeId.random();
        SnapshotId snapshot = SnapshotId.random();
        Reply reply = post("{\"snapshot\": {\"volume_id\": \"" + volume + "\", \"create_info\": {\"type\": \"qcow2\","
                + " \"new_file\": \"volume-" + volume + "." + snapshot + "\", \"snapshot_id\": \"" + snapshot
                + "\"}}}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(json(reply).get("badRequest").get("message").stringValue())
                .startsWith("No volume Block Device Mapping with id " + volume);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, os-assisted-volume-snapshots, 405, badMethod",
        "PUT, servers/6a1f3c52-9d08-4b6e-8f27-13c5d0e4a9b1/os-volume-snapshots, 405, badMethod",
        "GET, servers/6a1f3c52-9d08-4b6e-8f27-13c5d0e4a9b1/os-volume-snapshots/x, 404, itemNotFound",
        "GET, servers/6a1f3c52-9d08-4b6e-8f27-13c5d0e4a9b1, 404, itemNotFound",
        "GET, os-hypervisors, 404, itemNotFound",
        "GET, operations/none, 404, itemNotFound",
        "POST, healthz, 405, badMethod",
    })
    void whatThereIsNotIsSaidInNovasWords(String method, String path, int status, String name) {
        Reply reply = call(method, path, Map.of(), "");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(json(reply).get(name).get("code").intValue()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "2.1, 404, 2.1",
        "2.93, 404, 2.93",
        "latest, 404, 2.93",
        "2.94, 406, 2.1",
        "3.0, 406, 2.1",
        "x, 400, 2.1"
    })
    void versionsAreThoseOfNova(String asked, int status, String told) {
        Reply reply = call("GET", "nothing", Map.of(), "", "openstack-api-version", "compute " + asked);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.headers()).containsEntry("OpenStack-API-Version", "compute " + told);
    }

    @Test
    void unknownParametersAreRefusedFromTheirVersionOn() {
        Map<String, String> query = Map.of("more", "1", "delete_info", "{}");
        String path = ASSISTED + "/" + SnapshotId.random();

        Reply before = call("DELETE", path, query, "", "x-openstack-nova-api-version", "2.74");
        Reply after = call("DELETE", path, query, "", "x-openstack-nova-api-version", "2.75");

        assertThat(before.body()).contains("'volume_id'");
        assertThat(after.body()).contains("Additional properties are not allowed");
    }

    @Test
    void whoMayNotCallIsTurnedAwayBeforeAnythingIsRead() {
        callers = (call, action) -> {
            throw new Fault(403, "Policy doesn't allow " + action + " to be performed.");
        };
        Reply reply = post("not json");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(json(reply).get("forbidden").get("message").stringValue())
                .isEqualTo("Policy doesn't allow os_compute_api:os-assisted-volume-snapshots:create to be performed.");
        assertThat(call("GET", "healthz", Map.of(), "").status()).isEqualTo(200);
    }

    @Test
    void tooManyCallsAreToldToComeBack() {
        api = api(new Admission(2, 10));
        List<Integer> statuses = List.of(post("").status(), post("").status(), post("").status());

        assertThat(statuses).containsExactly(400, 400, 429);
        assertThat(post("").headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void operationsAreShown() {
        AssistedRequest.Create create = host.newSnapshot(host.volume());
        side.submit(create);
        JsonNode waiting = json(call("GET", "v2.1/operations", Map.of(), ""))
                .get("operations")
                .get(0);
        host.work();
        JsonNode done = json(call("GET", "operations/" + waiting.get("id").stringValue(), Map.of(), ""));

        assertThat(waiting.get("state").stringValue()).isEqualTo("waiting");
        assertThat(done.get("state").stringValue()).isEqualTo("done");
        assertThat(done.get("reported").stringValue()).isEqualTo("yes");
        assertThat(done.get("snapshot").stringValue())
                .isEqualTo(create.snapshot().value());
    }

    /** The same through sockets, with what only a server does. */
    @Test
    void callsComeThroughHttp() throws Exception {
        try (HttpServer server = new HttpServer(
                new Listening(InetSocketAddress.createUnresolved("127.0.0.1", 0), Optional.empty()), 4, api::answer)) {
            server.start();
            String uri = "http://127.0.0.1:" + server.address().getPort() + "/v2.1/os-assisted-volume-snapshots";
            HttpClient client = HttpClient.newHttpClient();
            AssistedRequest.Create create = host.newSnapshot(host.volume());
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));

            HttpResponse<String> taken = client.send(
                    request.copy()
                            .POST(HttpRequest.BodyPublishers.ofString(body(create)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> large = client.send(
                    request.copy()
                            .POST(HttpRequest.BodyPublishers.ofString("x".repeat(70_000)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> deleted = client.send(
                    HttpRequest.newBuilder(
                                    URI.create(uri + "/" + create.snapshot() + "?delete_info=%7B%22type%22:1%7D"))
                            .DELETE()
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(taken.statusCode()).isEqualTo(200);
            assertThat(taken.headers().firstValue("x-openstack-request-id").orElseThrow())
                    .startsWith("req-");
            assertThat(taken.headers().firstValue("server")).isEmpty();
            assertThat(large.statusCode()).isEqualTo(413);
            assertThat(deleted.statusCode()).isEqualTo(400);
            assertThat(deleted.body()).contains("'volume_id'");
        }
    }
}
