package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.chainsmith.app.answer.VolumesAnswer;
import org.chainsmith.app.answer.VolumesAnswer.Entry;
import org.chainsmith.app.config.Store;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.core.snapshot.VolumeReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code chainsmith volume list} */
@Command(
        name = "list",
        description = "List the volumes of a store.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith volume list --store /srv/volumes",
            "      like: openstack volume list",
            "  chainsmith volume list --store /srv/volumes --output json"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VolumeList implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOptions options;

    VolumeList(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        return session.answer(options, VolumeList::list);
    }

    private static VolumesAnswer list(Store store) {
        VolumeReader reader = store.reader();
        List<Entry> entries = new ArrayList<>();
        for (VolumeId volume : store.volumes()) {
            try {
                entries.add(new Entry.Intact(reader.read(volume)));
            } catch (SnapshotException e) {
                // One that is gone was deleted while we were listing.
                if (e.code() != ErrorCode.VOLUME_NOT_FOUND) {
                    entries.add(new Entry.Unreadable(volume, e.code()));
                }
            }
        }
        return new VolumesAnswer(entries);
    }
}
