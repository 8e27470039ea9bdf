package org.chainsmith.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.chainsmith.app.config.HypervisorVolumes;
import org.chainsmith.core.assist.Assistance;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.assist.AttachedVolumes;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.SnapshotBackend;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.volumes.ServiceState;
import org.chainsmith.testkit.fault.RecordedEffects;
import org.chainsmith.testkit.lab.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many requests at once, through sockets, to a hypervisor that takes no time. */
@Timeout(120)
final class LoadTest {
    private static final int VOLUMES = 50;
    private static final int ROUNDS = 2;
    private static final int TIMES_EACH = 2;

    /** What is in memory knows one caller at a time. */
    private static <T> T oneAtATime(Class<T> port, T real, Object lock) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    synchronized (lock) {
                        try {
                            Object result = method.invoke(real, arguments);
                            Class<?> type = method.getReturnType();
                            boolean isPort =
                                    type.isInterface() && type.getPackageName().endsWith("core.backend");
                            return isPort ? anyOf(type, result, lock) : result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                }));
    }

    private static <T> Object anyOf(Class<T> type, Object result, Object lock) {
        return oneAtATime(type, type.cast(result), lock);
    }

    private static AttachedVolumes oneAtATime(AttachedVolumes volumes, Object lock) {
        return new AttachedVolumes() {
            @Override
            public AttachedVolume find(VolumeId volume) {
                synchronized (lock) {
                    AttachedVolume found = volumes.find(volume);
                    return new AttachedVolume(
                            found.volume(), found.at(), oneAtATime(SnapshotBackend.class, found.backend(), lock));
                }
            }

            @Override
            public Optional<Attachment> device(VolumeId volume) {
                synchronized (lock) {
                    return volumes.device(volume);
                }
            }

            @Override
            public List<VolumeId> of(GuestId guest) {
                synchronized (lock) {
                    return volumes.of(guest);
                }
            }
        };
    }

    @Test
    void noneOf200RequestsOn50VolumesIsLostAndNoneIsDoneTwice(@TempDir Path state) throws Exception {
        Object lock = new Object();
        ComputeHost host = new ComputeHost(state, VOLUMES);
        RecordedEffects effects = new RecordedEffects();
        Effects counted = new Effects() {
            @Override
            public <T> T perform(String effect, Supplier<T> act) {
                synchronized (lock) {
                    return effects.perform(effect, act);
                }
            }
        };
        Workers workers = new Workers(16, 4);
        ServiceState opened = ServiceState.open(state, Effects.DIRECT);
        AssistedSnapshots side = new AssistedSnapshots(
                oneAtATime(new HypervisorVolumes(host.connect(counted)), lock),
                host.catalog,
                opened.requests(),
                opened.groups(),
                ComputeHost.settings(),
                workers.threads(),
                Clock.systemUTC(),
                Assistance.UNHEARD);
        Api api = new Api(
                new AssistedResource(side::submit),
                new GroupResource(host.groups(side)),
                new OperationResource(side),
                new Health(Optional::empty, new Figures()),
                Callers.ANYBODY,
                new Admission(10_000, 300));
        List<Long> micros = Collections.synchronizedList(new ArrayList<>());
        try (HttpServer server = new HttpServer(
                new Listening(InetSocketAddress.createUnresolved("127.0.0.1", 0), Optional.empty()), 64, api::answer)) {
            server.start();
            URI uri =
                    URI.create("http://127.0.0.1:" + server.address().getPort() + "/v2.1/os-assisted-volume-snapshots");
            HttpClient client = HttpClient.newHttpClient();
            Map<VolumeId, AssistedRequest.Create> last = new TreeMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                List<CompletableFuture<Integer>> answers = new ArrayList<>();
                List<AssistedRequest.Create> asked = new ArrayList<>();
                synchronized (lock) {
                    host.disks.keySet().forEach(volume -> asked.add(host.newSnapshot(volume)));
                }
                for (AssistedRequest.Create create : asked) {
                    last.put(create.volume(), create);
                    for (int i = 0; i < TIMES_EACH; i++) {
                        answers.add(post(client, uri, create, micros));
                    }
                }
                assertThat(answers)
                        .allSatisfy(answer -> assertThat(answer.get()).isEqualTo(200));
                Await.until(
                        "all snapshots",
                        Duration.ofSeconds(60),
                        () -> asked.stream()
                                .allMatch(create ->
                                        host.status(create.snapshot()).equals(Optional.of(SnapshotStatus.AVAILABLE))));
            }
            Await.until(
                    "rest",
                    Duration.ofSeconds(60),
                    () -> side.operations().stream()
                            .allMatch(operation ->
                                    operation.entry().acknowledgement().isPresent()));
            synchronized (lock) {
                last.forEach((volume, create) -> assertThat(host.chain(volume).images())
                        .hasSize(1 + ROUNDS)
                        .endsWith(create.overlay()));
            }
            long switches = effects.effects().stream()
                    .filter(effect -> effect.startsWith("switch guest"))
                    .count();
            assertThat(switches).isEqualTo((long) VOLUMES * ROUNDS);
        } finally {
            workers.end(Duration.ofSeconds(5));
            opened.close();
        }
        assertThat(micros).hasSize(VOLUMES * ROUNDS * TIMES_EACH);
        List<Long> sorted = micros.stream().sorted().toList();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "LoadTest: %d requests, p50 %d ms, p99 %d ms until accepted, %d MiB of heap in use%n",
                sorted.size(),
                sorted.get(sorted.size() / 2) / 1000,
                sorted.get(sorted.size() * 99 / 100) / 1000,
                (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }

    private static CompletableFuture<Integer> post(
            HttpClient client, URI uri, AssistedRequest.Create create, List<Long> micros) {
        String body = "{\"snapshot\": {\"volume_id\": \"" + create.volume()
                + "\", \"create_info\": {\"type\": \"qcow2\", \"new_file\": \"" + create.overlay()
                + "\", \"snapshot_id\": \"" + create.snapshot() + "\"}}}";
        long start = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(answer -> {
            micros.add((System.nanoTime() - start) / 1000);
            return answer.statusCode();
        });
    }
}
