package org.chainsmith.app.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** A host in memory whose compute side listens. It does what it was asked for when a test says so. */
public final class ServedHost implements AutoCloseable {
    private final ComputeHost host;
    private final AssistedSnapshots side;
    private final HttpServer http;

    /**
     * Listens at an address of its own.
     *
     * @param state an empty directory
     */
    public ServedHost(Path state, int volumes) {
        host = new ComputeHost(state, volumes);
        side = host.start();
        host.callFor(side::submit);
        Api api = new Api(
                new AssistedResource(side::submit),
                new GroupResource(host.groups(side)),
                new OperationResource(side),
                new Health(Optional::empty, new Figures()),
                Callers.ANYBODY,
                new Admission(1000, 10));
        http = new HttpServer(
                new Listening(InetSocketAddress.createUnresolved("127.0.0.1", 0), Optional.empty()), 4, api::answer);
        http.start();
    }

    public String uri() {
        return "http://127.0.0.1:" + http.address().getPort();
    }

    /** The id of the guest. */
    public String server() {
        return ComputeHost.GUEST.value();
    }

    public List<VolumeId> volumes() {
        return List.copyOf(host.disks.keySet());
    }

    /** Is asked to take a snapshot, and has not begun. */
    public SnapshotId askForSnapshot() {
        AssistedRequest.Create create = host.newSnapshot(host.volume());
        side.submit(create);
        return create.snapshot();
    }

    /** Is asked to delete a snapshot that was taken, and has not begun. */
    public void askForDeletion(SnapshotId snapshot) {
        side.submit(host.deletion(host.volume(), snapshot));
    }

    /** Does all that it was asked for. */
    public void work() {
        host.work();
    }

    /** Works until somebody else is done. */
    public <T> T workDuring(Supplier<T> other) {
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(other);
        while (!answer.isDone()) {
            host.work();
            Thread.onSpinWait();
        }
        host.work();
        return answer.join();
    }

    public Optional<SnapshotStatus> status(SnapshotId snapshot) {
        return host.status(snapshot);
    }

    @Override
    public void close() {
        http.close();
        host.stop();
    }
}
