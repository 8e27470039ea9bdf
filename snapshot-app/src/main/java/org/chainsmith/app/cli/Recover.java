package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.RecoveryAnswer;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.app.config.Store;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.RecoverGuests;
import org.chainsmith.core.snapshot.RecoverVolumes;
import org.chainsmith.core.snapshot.RecoverVolumes.Finding;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chainsmith recover} */
@Command(
        name = "recover",
        description = "Settle what a crash, a power loss or an error left open.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith recover --store /srv/volumes --dry-run",
            "      says what it found, and changes nothing",
            "  chainsmith recover --store /srv/volumes",
            "  chainsmith recover --store /srv/volumes VOLUME"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Recover implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Mixin
    private GuestOptions guest;

    @Parameters(arity = "0..1", paramLabel = "VOLUME", description = "Id of the volume (default: all volumes).")
    private @Nullable VolumeId volume;

    @Option(names = "--dry-run", description = "Say what is found and change nothing.")
    private boolean dryRun;

    Recover(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        if (guest.domain().isPresent()) {
            return ofGuest(guest.domain().get());
        }
        try (Store store = session.stores().open(options.settings());
                Progress progress = new Progress(session.terminal())) {
            RecoverVolumes recovery = store.recoverVolumes();
            return volume == null ? all(recovery, progress) : one(recovery, volume, progress);
        }
    }

    /** Thaws the guest if need be, then settles its volumes; one that fails does not keep the others from it. */
    private int ofGuest(String name) {
        List<Finding> findings = new ArrayList<>();
        ExitCode code = ExitCode.DONE;
        try (Hypervisor hypervisor = session.hypervisors().connect(options.settings(guest, session.environment()));
                Progress progress = new Progress(session.terminal())) {
            List<AttachedVolume> volumes = hypervisor.volumes(hypervisor.guest(name), guest.disks());
            if (dryRun) {
                volumes.forEach(
                        each -> findings.add(hypervisor.recoverVolumes(each).examine(each.volume())));
            } else {
                for (RecoverGuests.Result result : hypervisor.recoverGuests().recover(volumes, progress)) {
                    result.finding().ifPresent(findings::add);
                    if (result.failure().isPresent()) {
                        code = code.orWorse(session.report(result.failure().get()));
                    }
                }
            }
        }
        session.terminal().answer(new RecoveryAnswer(findings));
        return code.number();
    }

    private int one(RecoverVolumes recovery, VolumeId wanted, ProgressListener listener) {
        Finding finding = dryRun ? recovery.examine(wanted) : recovery.recover(wanted, listener);
        session.terminal().answer(new RecoveryAnswer(List.of(finding)));
        return ExitCode.DONE.number();
    }

    /** A volume that fails does not keep the others from being recovered. */
    private int all(RecoverVolumes recovery, ProgressListener listener) {
        List<Finding> findings = new ArrayList<>();
        ExitCode code = ExitCode.DONE;
        for (VolumeId each : recovery.volumes()) {
            try {
                Finding finding = recovery.examine(each);
                if (!finding.found().isEmpty()) {
                    findings.add(dryRun ? finding : recovery.recover(each, listener));
                }
            } catch (RuntimeException e) {
                code = code.orWorse(session.report(e));
            }
        }
        session.terminal().answer(new RecoveryAnswer(findings));
        return code.number();
    }
}
