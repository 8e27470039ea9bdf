package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.guest.AttachedVolume;
import org.chainsmith.core.guest.DeleteGuestSnapshots;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.operation.Report;

/** The plans for deleting snapshots of a guest's disks, one for each disk, carried out or not. */
public record GuestPlansAnswer(Guest guest, List<OfDisk> disks) implements Answer {
    /** The plan of one disk. */
    public record OfDisk(DiskTarget disk, PlanAnswer plan) {
        public OfDisk {
            requireNonNull(disk, "disk is null");
            requireNonNull(plan, "plan is null");
        }

        public static OfDisk planned(DeleteGuestSnapshots.Planned planned) {
            return new OfDisk(planned.volume().at().disk(), PlanAnswer.dryRun(planned.plan(), planned.headers()));
        }

        public static OfDisk done(AttachedVolume volume, Report report) {
            return new OfDisk(volume.at().disk(), PlanAnswer.done(report));
        }
    }

    public GuestPlansAnswer {
        requireNonNull(guest, "guest is null");
        disks = List.copyOf(disks);
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("domain", guest.name())
                .put("guest", guest.id().value())
                .put(
                        "disks",
                        disks.stream()
                                .map(of -> new JsonObject()
                                        .put("disk", of.disk().value())
                                        .putAll(of.plan().json()))
                                .toList());
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (OfDisk of : disks) {
            lines.add("Disk " + of.disk() + " of guest " + guest.name());
            lines.addAll(of.plan().lines());
            lines.add("");
        }
        return lines;
    }
}
