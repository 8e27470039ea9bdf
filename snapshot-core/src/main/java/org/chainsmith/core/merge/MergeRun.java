package org.chainsmith.core.merge;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.Tables;

/**
 * Adjacent images that have to become one, and what of each shows at the top of the run. One pass from the top down, with
 * a set of what is provided so far, gives the figures for all destinations: what shows from above a destination has to go
 * down into it, what shows from below has to come up.
 */
final class MergeRun {
    private final List<Image> images;
    private final Optional<Image> child;
    private final boolean hides;

    /** By index of the destination: what shows of the images above it, and what of that it has as data already. */
    private final long[] dataAbove;

    private final long[] zerosAbove;
    private final long[] overwritten;

    /** By index: what shows of the image itself. */
    private final long[] ownData;

    private final long[] ownZeros;

    /** By index: where it shows, where it has anything at all, and how the image keeps its map. */
    private final Regions[] own;

    private final Regions[] mapped;

    private final Tables[] tables;

    /** By index of the destination: what is written of its own metadata. */
    private final long[] metadataAbove;

    private final long[] metadataBelow;

    private MergeRun(List<Image> images, Optional<Image> child, boolean hides) {
        int size = images.size();
        this.images = images;
        this.child = child;
        this.hides = hides;
        this.dataAbove = new long[size];
        this.zerosAbove = new long[size];
        this.overwritten = new long[size];
        this.ownData = new long[size];
        this.ownZeros = new long[size];
        this.own = none(size);
        this.mapped = none(size);
        this.tables = new Tables[size];
        this.metadataAbove = new long[size];
        this.metadataBelow = new long[size];
    }

    private static Regions[] none(int size) {
        return Stream.generate(Regions::new).limit(size).toArray(Regions[]::new);
    }

    /**
     * Reads the maps of a run.
     *
     * @param images base first
     * @param child the overlay on top of the run, unless it ends with the active layer
     * @param hides whether something lies below the run that its images hide
     */
    static MergeRun read(List<Image> images, Optional<Image> child, boolean hides, AllocationMaps maps) {
        MergeRun run = new MergeRun(images, child, hides);
        run.read(maps);
        return run;
    }

    private void read(AllocationMaps maps) {
        ByteSet provided = new ByteSet();
        ByteSet zeros = new ByteSet();
        Regions above = new Regions();
        int top = images.size() - 1;
        for (int i = top; i >= 0; i--) {
            if (i < top) {
                dataAbove[i] = dataAbove[i + 1] + ownData[i + 1];
                zerosAbove[i] = zerosAbove[i + 1] + ownZeros[i + 1];
            }
            AllocationMap map = maps.of(images.get(i));
            tables[i] = map.tables();
            if (i > 0) {
                add(i, map, provided, zeros);
            } else {
                finish(map, provided, zeros);
            }
            long fresh = dataAbove[i] - overwritten[i];
            metadataAbove[i] = above.tableBytes(tables[i], mapped[i], fresh + zerosAbove[i], fresh);
            mapped[i].add(above);
            above.add(own[i]);
        }
        Regions below = new Regions();
        for (int i = 1; i <= top; i++) {
            below.add(own[i - 1]);
            long fresh = dataBelow(i) + zerosBelow(i);
            metadataBelow[i] = below.tableBytes(tables[i], mapped[i], fresh, fresh) + tables[i].bytes();
        }
    }

    private void add(int i, AllocationMap map, ByteSet provided, ByteSet zeros) {
        map.data().forEach((start, end) -> {
            long hidden = zeros.isEmpty() ? 0 : zeros.covered(start, end);
            long fresh = provided.add(start, end);
            mark(i, start, end, fresh);
            ownData[i] += fresh;
            overwritten[i] += end - start - fresh - hidden;
        });
        map.zeros().forEach((start, end) -> {
            provided.forEachGap(start, end, zeros::add);
            long fresh = provided.add(start, end);
            mark(i, start, end, fresh);
            ownZeros[i] += fresh;
        });
    }

    private void mark(int i, long start, long end, long fresh) {
        mapped[i].add(start, end);
        if (fresh > 0) {
            own[i].add(start, end);
        }
    }

    /** The lowest image: nothing of the run is below it, so that the sets need not become finer for its sake. */
    private void finish(AllocationMap map, ByteSet provided, ByteSet zeros) {
        map.data().forEach((start, end) -> {
            long covered = provided.covered(start, end);
            mark(0, start, end, end - start - covered);
            ownData[0] += end - start - covered;
            overwritten[0] += covered - zeros.covered(start, end);
        });
        map.zeros().forEach((start, end) -> {
            long fresh = end - start - provided.covered(start, end);
            mark(0, start, end, hides ? fresh : 0);
            ownZeros[0] += fresh;
        });
    }

    /** Base first. */
    List<Image> images() {
        return images;
    }

    Image base() {
        return images.get(0);
    }

    Image top() {
        return images.get(images.size() - 1);
    }

    Optional<Image> child() {
        return child;
    }

    ChainRange range() {
        return new ChainRange(base().name(), top().name());
    }

    /** What has to go down into the image with this index. */
    Share above(int destination) {
        return new Share(
                dataAbove[destination], zerosAbove[destination], overwritten[destination], metadataAbove[destination]);
    }

    /** What has to come up into the image with this index, whose header then names another backing image. */
    Share below(int destination) {
        return new Share(dataBelow(destination), zerosBelow(destination), 0, metadataBelow[destination]);
    }

    private long dataBelow(int destination) {
        return dataAbove[0] + ownData[0] - dataAbove[destination] - ownData[destination];
    }

    /** Zeros count only where they hide something. */
    private long zerosBelow(int destination) {
        return hides ? zerosAbove[0] + ownZeros[0] - zerosAbove[destination] - ownZeros[destination] : 0;
    }
}
