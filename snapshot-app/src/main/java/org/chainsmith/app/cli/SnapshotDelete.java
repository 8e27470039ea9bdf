package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.Answer;
import org.chainsmith.app.answer.GuestPlansAnswer;
import org.chainsmith.app.answer.PlanAnswer;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.app.config.Store;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.snapshot.DeleteSnapshots;
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
            Set<SnapshotId> wanted = snapshots(ids);
            return session.answer(options, guest, (hypervisor, named) -> ofGuest(hypervisor, named, wanted));
        }
        Set<SnapshotId> wanted = snapshots(ids.subList(1, ids.size()));
        if (wanted.isEmpty()) {
            Session.required(null, "SNAPSHOT");
        }
        Request request = new Request(new VolumeId(ids.get(0)), wanted, Set.copyOf(shared));
        return session.answer(options, store -> dryRun ? plan(store, request) : delete(store, request));
    }

    private static Set<SnapshotId> snapshots(List<String> texts) {
        return texts.stream().map(SnapshotId::new).collect(toSet());
    }

    /** Each disk by itself: a snapshot that a disk does not have is deleted from the disks that have it. */
    private Answer ofGuest(Hypervisor hypervisor, Guest named, Set<SnapshotId> wanted) {
        List<GuestPlansAnswer.OfDisk> answers = new ArrayList<>();
        List<AttachedVolume> disks = hypervisor.volumes(named, guest.disks());
        Set<SnapshotId> nowhere = new TreeSet<>(wanted);
        disks.forEach(disk -> nowhere.removeAll(present(hypervisor, disk, wanted)));
        try (Progress progress = new Progress(session.terminal())) {
            for (AttachedVolume disk : disks) {
                Set<SnapshotId> there = present(hypervisor, disk, wanted);
                there.addAll(nowhere); // deleted earlier, or never there: the use case knows
                if (there.isEmpty()) {
                    continue;
                }
                Request request = new Request(disk.volume(), there, Set.copyOf(shared));
                DeleteSnapshots delete = hypervisor.deleteSnapshots(disk);
                PlanAnswer answer = dryRun
                        ? PlanAnswer.dryRun(delete.plan(request))
                        : PlanAnswer.done(delete.delete(request, progress));
                answers.add(new GuestPlansAnswer.OfDisk(disk.at().disk(), answer));
            }
        }
        return new GuestPlansAnswer(named, answers);
    }

    private static Set<SnapshotId> present(Hypervisor hypervisor, AttachedVolume disk, Set<SnapshotId> wanted) {
        Set<SnapshotId> known = new TreeSet<>(wanted);
        known.retainAll(
                hypervisor.reader(disk).read(disk.volume()).ledger().overlays().keySet());
        return known;
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
