package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.JobsAnswer;
import org.chainsmith.core.guest.Attachment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code chainsmith job cancel} */
@Command(
        name = "cancel",
        description = "Cancel the block job of a disk; its chain stays the old one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith job cancel --domain NAME --disk vda",
            "      like: virsh blockjob DOMAIN DISK --abort",
            "      A deletion that was cancelled goes on with recover."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class JobCancel implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Mixin
    private GuestOptions guest;

    JobCancel(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        return session.answer(options, guest, (hypervisor, named) -> {
            hypervisor.live().cancelJob(new Attachment(named.id(), guest.disk()));
            return new JobsAnswer(List.of());
        });
    }
}
