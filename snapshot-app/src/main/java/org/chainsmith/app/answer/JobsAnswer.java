package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import org.chainsmith.core.guest.BlockJob;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;

/** The block jobs that run on guests' disks. */
public record JobsAnswer(List<OfDisk> jobs) implements Answer {
    /** The job of one disk. */
    public record OfDisk(Guest guest, DiskTarget disk, BlockJob job) {
        public OfDisk {
            requireNonNull(guest, "guest is null");
            requireNonNull(disk, "disk is null");
            requireNonNull(job, "job is null");
        }

        private String kind() {
            return job.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private JsonObject json() {
            return new JsonObject()
                    .put("domain", guest.name())
                    .put("guest", guest.id().value())
                    .put("disk", disk.value())
                    .put("kind", kind())
                    .put("done", job.done())
                    .put("total", job.total())
                    .put("bytes-per-second", job.bytesPerSecond())
                    .put("ready", job.ready());
        }
    }

    public JobsAnswer {
        jobs = List.copyOf(jobs);
    }

    @Override
    public JsonObject json() {
        return new JsonObject().put("jobs", jobs.stream().map(OfDisk::json).toList());
    }

    @Override
    public List<String> lines() {
        Table table = new Table("Guest", "Disk", "Job", "Done", "Total", "Limit");
        jobs.forEach(of -> table.row(List.of(
                of.guest().name(),
                of.disk().value(),
                of.kind() + (of.job().ready() ? ", ready" : ""),
                HumanBytes.of(of.job().done()),
                HumanBytes.of(of.job().total()),
                of.job().bytesPerSecond() == 0 ? "" : HumanBytes.of(of.job().bytesPerSecond()) + "/s")));
        return table.lines();
    }
}
