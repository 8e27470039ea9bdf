package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.GuestPlansAnswer;
import org.chainsmith.app.answer.GuestPlansAnswer.OfDisk;
import org.chainsmith.app.answer.PlanAnswer;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.app.config.HypervisorSettings;
import org.chainsmith.app.config.MergeLimits;
import org.chainsmith.app.config.Store;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.DeleteGuestSnapshots;
import org.chainsmith.core.guest.DeleteGuestSnapshots.Result;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.snapshot.DeleteSnapshots.Request;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;
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
            "      like: virsh blockcommit DOMAIN DISK ...; qemu-img commit; qemu-img rebase",
            "  chainsmith snapshot delete --domain NAME SNAPSHOT --parallel 2 --bandwidth 50MiB",
            "      of a running guest: two disks at once, each with 50 MiB per second at most"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SnapshotDelete implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Mixin
    private GuestOptions guest;

    @Parameters(
            arity = "1..*",
            paramLabel = "VOLUME SNAPSHOT",
            description = "Id of the volume (not with --domain), then ids of the snapshots.")
    private List<String> ids;

    @Option(names = "--dry-run", description = "Print the plan and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--parallel",
            paramLabel = "DISKS",
            defaultValue = "4",
            description = "On how many disks of a guest to merge at once (default: 4). Also CHAINSMITH_PARALLEL.")
    private int parallel;

    @Option(
            names = "--bandwidth",
            paramLabel = "BYTES",
            description = "What each block job may copy per second, such as 50MiB (default: 0, no limit).")
    private @Nullable VirtualSize bandwidth;

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
        if (guest.domain().isPresent()) {
            return ofGuest(guest.domain().get(), snapshots(ids));
        }
        Set<SnapshotId> wanted = snapshots(ids.subList(1, ids.size()));
        if (wanted.isEmpty()) {
            Session.required(null, "SNAPSHOT");
        }
        if (bandwidth != null) {
            throw new SnapshotException(
                            ErrorCode.INVALID_ARGUMENT,
                            "--bandwidth limits the block jobs of a running guest; no guest is named. Nothing was changed.")
                    .hint("Leave it out, or name the guest that has the volume with --domain.");
        }
        Request request = new Request(new VolumeId(ids.get(0)), wanted, Set.copyOf(shared));
        session.requireUnattached(options, guest, request.volume());
        return session.answer(options, store -> dryRun ? plan(store, request) : delete(store, request));
    }

    private static Set<SnapshotId> snapshots(List<String> texts) {
        return texts.stream().map(SnapshotId::new).collect(toSet());
    }

    /** Each disk by itself; one that fails does not keep the others from having it done. */
    private int ofGuest(String name, Set<SnapshotId> wanted) {
        HypervisorSettings settings =
                options.settings(guest, session.environment()).with(limits());
        List<OfDisk> disks = new ArrayList<>();
        List<RuntimeException> failures = new ArrayList<>();
        Guest named;
        try (Hypervisor hypervisor = session.hypervisors().connect(settings);
                Progress progress = new Progress(session.terminal())) {
            named = hypervisor.guest(name);
            requireLimitable(named);
            DeleteGuestSnapshots delete = hypervisor.deleteSnapshots();
            var request = new DeleteGuestSnapshots.Request(
                    hypervisor.volumes(named, guest.disks()), wanted, Set.copyOf(shared));
            if (dryRun) {
                delete.plan(request).forEach(each -> disks.add(OfDisk.planned(each)));
            } else {
                for (Result result :
                        delete.delete(request, disk -> progress.on(disk.at().disk()))) {
                    result.report().ifPresent(report -> disks.add(OfDisk.done(result.volume(), report)));
                    result.failure().ifPresent(failures::add);
                }
            }
        }
        if (!disks.isEmpty()) {
            session.terminal().answer(new GuestPlansAnswer(named, disks));
        }
        return failures.stream()
                .map(session::report)
                .reduce(ExitCode.DONE, ExitCode::orWorse)
                .number();
    }

    private MergeLimits limits() {
        return new MergeLimits(parallel, bandwidth == null ? 0 : bandwidth.bytes());
    }

    /** A limit that would have no effect is a mistake. */
    private void requireLimitable(Guest named) {
        if (bandwidth != null && !named.state().isActive()) {
            throw new SnapshotException(
                            ErrorCode.GUEST_NOT_RUNNING,
                            "Guest " + named
                                    + " is off, and what is done offline cannot be limited. Nothing was changed.")
                    .hint("Leave out --bandwidth, or start the guest.");
        }
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
