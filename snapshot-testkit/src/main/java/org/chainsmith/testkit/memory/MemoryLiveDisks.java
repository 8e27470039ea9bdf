package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.Feature;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.guest.BlockJob;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.Guest;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.guest.LiveChain;

/** A client of a {@link MemoryHypervisor}. While it waits for a job, each cluster that is copied is an effect. */
final class MemoryLiveDisks implements LiveDisks {
    private final MemoryHypervisor hypervisor;
    private final Effects effects;
    private final Set<Feature> features;

    MemoryLiveDisks(MemoryHypervisor hypervisor, Effects effects, Set<Feature> features) {
        this.hypervisor = requireNonNull(hypervisor, "hypervisor is null");
        this.effects = requireNonNull(effects, "effects is null");
        this.features = Set.copyOf(features);
    }

    @Override
    public Set<Feature> features() {
        return features;
    }

    @Override
    public List<Guest> guests() {
        return hypervisor.atOnce(() ->
                hypervisor.guests().values().stream().map(MemoryGuest::told).toList());
    }

    @Override
    public Optional<Guest> find(GuestId guest) {
        return hypervisor.atOnce(
                () -> Optional.ofNullable(hypervisor.guests().get(guest)).map(MemoryGuest::told));
    }

    @Override
    public Optional<Guest> named(String name) {
        return guests().stream().filter(guest -> guest.name().equals(name)).findFirst();
    }

    @Override
    public Optional<LiveChain> open(Attachment at) {
        return hypervisor.atOnce(() -> hypervisor.isActive(at.guest())
                ? Optional.of(hypervisor.disk(at).chain())
                : Optional.empty());
    }

    @Override
    public LiveChain defined(Attachment at) {
        return hypervisor.atOnce(() -> hypervisor.disk(at).listed());
    }

    @Override
    public void switchTo(GuestId guest, Map<DiskTarget, Image> overlays) {
        if (!hypervisor.isActive(guest)) {
            define(guest, overlays);
            return;
        }
        boolean done = hypervisor.atOnce(() -> areActive(guest, overlays));
        if (done) {
            return;
        }
        hypervisor.doAtOnce(
                () -> overlays.forEach((target, overlay) -> requireFresh(new Attachment(guest, target), overlay)));
        hypervisor.comeBeforeSwitch();
        perform(
                "switch guest " + guest + " to overlays",
                () -> overlays.forEach((target, overlay) ->
                        openDisk(new Attachment(guest, target)).switchTo(overlay.name())));
    }

    @Override
    public Duration rehearseSwitch(Guest told, Set<DiskTarget> disks) {
        return hypervisor.switchTime();
    }

    private boolean areActive(GuestId guest, Map<DiskTarget, Image> images) {
        return images.entrySet().stream()
                .allMatch(each -> openDisk(new Attachment(guest, each.getKey()))
                        .active()
                        .equals(each.getValue().name()));
    }

    private void requireFresh(Attachment at, Image overlay) {
        MemoryDisk disk = openDisk(at);
        MemoryImage there = hypervisor.store().image(overlay.name());
        if (!there.backing().equals(Optional.of(disk.active()))
                || !there.clusters().isEmpty()) {
            throw refused(ErrorCode.LIBVIRT_FAILED, at, overlay + " is no empty overlay on " + disk.active());
        }
        requireNoJob(at);
    }

    private void requireNoJob(Attachment at) {
        openDisk(at).job().ifPresent(job -> {
            throw refused(ErrorCode.BLOCK_JOB_ACTIVE, at, "a job runs: " + job);
        });
    }

    @Override
    public long commit(Attachment at, BackingChain chain, ChainRange range, ProgressListener listener) {
        require(Feature.LIVE_COMMIT);
        boolean active = look(at, MemoryDisk::active).equals(range.top());
        BlockJob.Kind kind = active ? BlockJob.Kind.ACTIVE_COMMIT : BlockJob.Kind.COMMIT;
        if (look(at, disk -> isMerged(disk, chain, range, range.base()))) {
            return 0;
        }
        begin(
                at,
                kind,
                range.base(),
                range.top(),
                () -> MemoryJob.commit(hypervisor.store(), kind, range.base(), range.top()));
        long copied = await(at, listener);
        if (look(at, MemoryDisk::job).filter(MemoryJob::isReady).isPresent()) {
            perform("pivot " + at, () -> openDisk(at).pivot());
        }
        requireMerged(at, chain, range, range.base());
        return copied;
    }

    @Override
    public long pull(Attachment at, BackingChain chain, Optional<Image> backing, ProgressListener listener) {
        require(Feature.LIVE_PULL);
        ImageName top = chain.active().name();
        ImageName base = backing.flatMap(below -> chain.above(below.name()))
                .orElse(chain.base())
                .name();
        ChainRange range = new ChainRange(base, top);
        if (look(at, disk -> isMerged(disk, chain, range, top))) {
            return 0;
        }
        begin(
                at,
                BlockJob.Kind.PULL,
                base,
                top,
                () -> MemoryJob.pull(hypervisor.store(), backing.map(Image::name), base, top));
        long copied = await(at, listener);
        requireMerged(at, chain, range, top);
        return copied;
    }

    /** Begins a job, unless exactly that one runs already. */
    private void begin(Attachment at, BlockJob.Kind kind, ImageName base, ImageName top, Supplier<MemoryJob> job) {
        boolean same = look(at, MemoryDisk::job)
                .filter(running -> running.kind() == kind
                        && running.base().equals(base)
                        && running.top().equals(top))
                .isPresent();
        if (!same) {
            hypervisor.doAtOnce(() -> requireNoJob(at));
            if (!look(at, MemoryDisk::chain).images().containsAll(List.of(base, top))) {
                throw refused(ErrorCode.LIBVIRT_FAILED, at, "the chain has no range " + base + ".." + top);
            }
            perform("begin " + kind + " on " + at, () -> openDisk(at).begin(job.get()));
        }
    }

    /** Lets the job go on until it is over, or ready. */
    private long await(Attachment at, ProgressListener listener) {
        long copied = 0;
        while (true) {
            look(at, MemoryDisk::job).ifPresent(hypervisor::comeBetweenJob);
            Optional<MemoryJob> job = look(at, MemoryDisk::job).filter(running -> !running.isReady());
            if (job.isEmpty()) {
                return copied;
            }
            copied += job.get().hasCopiedAll() ? 0 : MemoryStore.CLUSTER;
            perform("the job on " + at + " goes on", () -> {
                if (openDisk(at).job().isPresent()) {
                    openDisk(at).advance();
                }
            });
            BlockJob figures = job.get().figures();
            listener.progress("job on " + at, figures.done(), figures.total());
        }
    }

    private static boolean isMerged(MemoryDisk disk, BackingChain chain, ChainRange range, ImageName survivor) {
        List<ImageName> open = disk.chain().images();
        return open.contains(survivor)
                && chain.range(range).stream()
                        .map(Image::name)
                        .noneMatch(name -> !name.equals(survivor) && open.contains(name));
    }

    private void requireMerged(Attachment at, BackingChain chain, ChainRange range, ImageName survivor) {
        hypervisor.doAtOnce(() -> {
            MemoryDisk disk = openDisk(at);
            if (!isMerged(disk, chain, range, survivor)) {
                throw refused(disk.lastEnd(), at, "the job is gone, and the chain is as before: " + disk.chain());
            }
        });
    }

    @Override
    public void flush(Attachment at) {
        perform("flush " + at, () -> openDisk(at).flush());
    }

    @Override
    public void follow(Attachment at, Image active) {
        if (hypervisor.isActive(at.guest())) {
            throw refused(ErrorCode.LIBVIRT_FAILED, at, "the guest is active");
        }
        define(at.guest(), Map.of(at.disk(), active));
    }

    @Override
    public String reference(Attachment at, ImageName backing) {
        return backing.value();
    }

    @Override
    public boolean needsList(Attachment at) {
        return !hypervisor.readsHeaders();
    }

    @Override
    public void list(Attachment at, BackingChain chain) {
        perform(
                "list the layers of " + at,
                () -> hypervisor
                        .disk(at)
                        .list(chain.images().stream().map(Image::name).toList()));
    }

    /** A guest that was started meanwhile, on what it was defined with before, will find that again. */
    private void define(GuestId guest, Map<DiskTarget, Image> actives) {
        Map<DiskTarget, ImageName> before = new TreeMap<>();
        hypervisor.doAtOnce(() -> actives.keySet()
                .forEach(target -> before.put(target, disk(guest, target).defined())));
        perform(
                "define guest " + guest,
                () -> actives.forEach((target, image) -> disk(guest, target).define(image.name())));
        boolean opened = hypervisor.atOnce(() -> !hypervisor.isActive(guest) || areActive(guest, actives));
        if (!opened) {
            perform(
                    "define guest " + guest + " as before",
                    () -> before.forEach((target, image) -> disk(guest, target).define(image)));
            throw new SnapshotException(ErrorCode.IMAGE_IN_USE, "Guest " + guest + " was started meanwhile.");
        }
    }

    private MemoryDisk disk(GuestId guest, DiskTarget target) {
        return hypervisor.disk(new Attachment(guest, target));
    }

    @Override
    public Optional<BlockJob> job(Attachment at) {
        return look(at, disk -> disk.job().map(MemoryJob::figures));
    }

    @Override
    public void cancelJob(Attachment at) {
        if (look(at, MemoryDisk::job).isPresent()) {
            perform("cancel the job on " + at, () -> openDisk(at).endJob(ErrorCode.JOB_CANCELLED));
        }
    }

    @Override
    public void limitJob(Attachment at, long bytesPerSecond) {
        perform("limit the job on " + at, () -> openDisk(at).job().ifPresent(job -> job.limit(bytesPerSecond)));
    }

    private void perform(String name, Runnable act) {
        effects.perform(name, () -> hypervisor.doAtOnce(act));
    }

    private <T> T look(Attachment at, Function<MemoryDisk, T> question) {
        return hypervisor.atOnce(() -> question.apply(openDisk(at)));
    }

    private MemoryDisk openDisk(Attachment at) {
        hypervisor.active(at.guest());
        return hypervisor.disk(at);
    }

    private void require(Feature feature) {
        if (!features.contains(feature)) {
            throw new SnapshotException(ErrorCode.NOT_SUPPORTED, "This hypervisor cannot do " + feature + ".");
        }
    }

    private static SnapshotException refused(ErrorCode code, Attachment at, String fact) {
        return new SnapshotException(code, "On " + at + ": " + fact + ".");
    }
}
