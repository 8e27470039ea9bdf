package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.chainsmith.app.answer.JobsAnswer;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.guest.Attachment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code chainsmith job speed} */
@Command(
        name = "speed",
        description = "Limit the speed of a disk's block job.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith job speed --domain NAME --disk vda 50MiB",
            "      per second; 0 for no limit",
            "      like: virsh blockjob DOMAIN DISK --bandwidth 50"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class JobSpeed implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Mixin
    private GuestOptions guest;

    @Parameters(paramLabel = "BYTES", description = "Bytes per second, such as 50MiB; 0 for no limit.")
    private VirtualSize bytesPerSecond;

    JobSpeed(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        return session.answer(options, guest, (hypervisor, named) -> {
            Attachment at = new Attachment(named.id(), guest.disk());
            hypervisor.live().limitJob(at, bytesPerSecond.bytes());
            return new JobsAnswer(hypervisor.live().job(at).stream()
                    .map(job -> new JobsAnswer.OfDisk(named, at.disk(), job))
                    .toList());
        });
    }
}
