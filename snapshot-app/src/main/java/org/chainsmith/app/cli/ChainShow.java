package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.Answer;
import org.chainsmith.app.answer.ChainAnswer;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code chainsmith chain show} */
@Command(
        name = "show",
        description = "Show the backing chain of a volume, base first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith chain show --store /srv/volumes VOLUME",
            "      like: qemu-img info --backing-chain FILE; virsh domblklist, followed down"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ChainShow implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    @Mixin
    private GuestOptions guest;

    @Parameters(arity = "0..1", paramLabel = "VOLUME", description = "Id of the volume, unless --domain is given.")
    private @Nullable VolumeId volume;

    ChainShow(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        if (guest.domain().isPresent()) {
            return session.answer(options, guest, this::ofGuest);
        }
        VolumeId wanted = Session.required(volume, "VOLUME");
        return session.answer(options, store -> new ChainAnswer(store.reader().read(wanted)));
    }

    private Answer ofGuest(Hypervisor hypervisor, Guest named) {
        AttachedVolume disk = hypervisor.volumes(named, Set.of(guest.disk())).get(0);
        return new ChainAnswer(hypervisor.reader(disk).read(disk.volume()));
    }
}
