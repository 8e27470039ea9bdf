package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.PlanAnswer;
import org.chainsmith.app.config.Store;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.snapshot.DeleteSnapshots.Request;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chainsmith snapshot delete} */
@Command(
        name = "delete",
        description = "Delete snapshots, one or many in one plan; what is kept reads the same.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith snapshot delete --store /srv/volumes VOLUME SNAPSHOT SNAPSHOT --dry-run",
            "      prints the plan: steps, bytes copied, space needed, the chain before and after",
            "  chainsmith snapshot delete --store /srv/volumes VOLUME SNAPSHOT SNAPSHOT",
            "      like: virsh blockcommit DOMAIN DISK ...; qemu-img commit; qemu-img rebase"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SnapshotDelete implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Parameters(index = "0", paramLabel = "VOLUME", description = "Id of the volume.")
    private VolumeId volume;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "SNAPSHOT", description = "Ids of the snapshots.")
    private List<SnapshotId> snapshots;

    @Option(names = "--dry-run", description = "Print the plan and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--shared",
            paramLabel = "IMAGE",
            description = "An image that others use too and that must not be written. May be repeated.")
    private List<ImageName> shared = List.of();

    SnapshotDelete(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        Request request = new Request(volume, Set.copyOf(snapshots), Set.copyOf(shared));
        return session.answer(options, store -> dryRun ? plan(store, request) : delete(store, request));
    }

    private static PlanAnswer plan(Store store, Request request) {
        return PlanAnswer.dryRun(store.deleteSnapshots().plan(request));
    }

    private PlanAnswer delete(Store store, Request request) {
        try (Progress progress = new Progress(session.terminal())) {
            return PlanAnswer.done(store.deleteSnapshots().delete(request, progress));
        }
    }
}
