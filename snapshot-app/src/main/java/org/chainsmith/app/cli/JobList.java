package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.JobsAnswer;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestDisk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code chainsmith job list} and {@code job show} */
@Command(
        name = "list",
        description = "List the block jobs of all guests, or of one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith job list",
            "  chainsmith job list --domain NAME --disk vda",
            "      like: virsh blockjob DOMAIN DISK --info"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class JobList implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Mixin
    private GuestOptions guest;

    JobList(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        try (Hypervisor hypervisor = session.hypervisors().connect(options.settings(guest, session.environment()))) {
            List<Guest> guests =
                    guest.domain().map(name -> List.of(hypervisor.guest(name))).orElseGet(hypervisor::guests);
            List<JobsAnswer.OfDisk> jobs = new ArrayList<>();
            guests.forEach(each -> jobs.addAll(jobs(hypervisor, each)));
            session.terminal().answer(new JobsAnswer(jobs));
        }
        return ExitCode.DONE.number();
    }

    private List<JobsAnswer.OfDisk> jobs(Hypervisor hypervisor, Guest each) {
        List<JobsAnswer.OfDisk> jobs = new ArrayList<>();
        for (GuestDisk disk : each.disks()) {
            boolean wanted = guest.disks().isEmpty() || guest.disks().contains(disk.target());
            if (wanted && each.state().isActive()) {
                hypervisor
                        .live()
                        .job(new Attachment(each.id(), disk.target()))
                        .ifPresent(job -> jobs.add(new JobsAnswer.OfDisk(each, disk.target(), job)));
            }
        }
        return jobs;
    }
}
