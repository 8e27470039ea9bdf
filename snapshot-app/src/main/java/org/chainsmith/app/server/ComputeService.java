package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.app.config.HypervisorVolumes;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.assist.GroupSnapshots;
import org.chainsmith.core.backend.VolumeCatalog;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.volumes.ServiceState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The compute side as a service: what it was asked for before is gone on with, and what it is asked for now is accepted. */
public final class ComputeService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ComputeService.class);

    /**
     * What bounds the service.
     *
     * @param creations how many snapshots are taken at once
     * @param deletions how many merges run at once
     * @param callsPerSecond how many calls may begin within a second
     * @param callsAtOnce how many calls are answered at once
     * @param grace how long an end waits for what is being done; what is not done then is gone on with at the next start
     */
    public record Bounds(int creations, int deletions, int callsPerSecond, int callsAtOnce, Duration grace) {
        public static final Bounds DEFAULT = new Bounds(16, 4, 500, 128, Duration.ofSeconds(20));

        public Bounds {
            requireNonNull(grace, "grace is null");
        }
    }

    private final Hypervisor hypervisor;
    private final AssistedSnapshots snapshots;
    private final Workers workers;
    private final HttpServer http;
    private final Duration grace;
    private volatile boolean ending;

    /** Puts the service together. It does nothing before {@link #start}. */
    ComputeService(
            Listening listen,
            Hypervisor hypervisor,
            VolumeCatalog catalog,
            ServiceState state,
            AssistedSnapshots.Settings settings,
            Bounds bounds,
            Callers callers) {
        this.hypervisor = requireNonNull(hypervisor, "hypervisor is null");
        this.workers = new Workers(bounds.creations(), bounds.deletions());
        this.grace = bounds.grace();
        Figures figures = new Figures();
        this.snapshots = new AssistedSnapshots(
                new HypervisorVolumes(hypervisor),
                catalog,
                state.requests(),
                state.groups(),
                settings,
                workers.threads(),
                Clock.systemUTC(),
                new Told(List.of(new Journal(), figures)));
        figures.watch("chainsmith.operations.running", "Requests that are being worked on", () -> running());
        figures.watch(
                "chainsmith.records.behind", "Operations of which the volume service has no record", snapshots::behind);
        Api api = new Api(
                new AssistedResource(this::submit),
                new GroupResource(new GroupSnapshots(snapshots, catalog)),
                new OperationResource(snapshots),
                new Health(this::obstacle, figures),
                callers,
                new Admission(bounds.callsPerSecond(), bounds.callsAtOnce()));
        this.http = new HttpServer(listen, bounds.callsAtOnce() + 8, api::answer);
    }

    private void submit(AssistedRequest request) {
        snapshots.submit(request);
    }

    private long running() {
        return snapshots.operations().stream()
                .filter(operation -> operation.entry().verdict().isEmpty())
                .count();
    }

    /** Whether the hypervisor answers; without the volume service requests are accepted, and reported when it is back. */
    private Optional<String> obstacle() {
        if (ending) {
            return Optional.of("the service is ending");
        }
        try {
            hypervisor.live().guests();
            return Optional.empty();
        } catch (SnapshotException e) {
            return Optional.of(e.code().id() + ": " + e.getMessage());
        }
    }

    /** Goes on with what was left, and begins to answer. Where nobody can call, nothing is begun. */
    public void start() {
        http.bind();
        snapshots.resume();
        http.start();
        LOG.info("listens on {}", uri());
    }

    /** Where it listens. */
    public URI uri() {
        InetSocketAddress address = http.address();
        String host = address.getHostString();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    /** Accepts nothing more, and waits a while for what is being done. The log has what is left. */
    @Override
    public void close() {
        ending = true;
        http.close();
        boolean done = workers.end(grace);
        LOG.info(done ? "ended" : "ended; what is not done is gone on with at the next start");
    }
}
