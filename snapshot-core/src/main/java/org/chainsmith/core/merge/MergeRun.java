package org.chainsmith.core.merge;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;

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
        int top = images.size() - 1;
        for (int i = top; i >= 0; i--) {
            if (i < top) {
                dataAbove[i] = dataAbove[i + 1] + ownData[i + 1];
                zerosAbove[i] = zerosAbove[i + 1] + ownZeros[i + 1];
            }
            if (i > 0) {
                add(i, maps.of(images.get(i)), provided, zeros);
            } else {
                finish(maps.of(images.get(i)), provided, zeros);
            }
        }
    }

    private void add(int i, AllocationMap map, ByteSet provided, ByteSet zeros) {
        map.data().forEach((start, end) -> {
            long hidden = zeros.isEmpty() ? 0 : zeros.covered(start, end);
            long fresh = provided.add(start, end);
            ownData[i] += fresh;
            overwritten[i] += end - start - fresh - hidden;
        });
        map.zeros().forEach((start, end) -> {
            provided.forEachGap(start, end, zeros::add);
            ownZeros[i] += provided.add(start, end);
        });
    }

    /** The lowest image: nothing of the run is below it, so that the sets need not become finer for its sake. */
    private void finish(AllocationMap map, ByteSet provided, ByteSet zeros) {
        map.data().forEach((start, end) -> {
            long covered = provided.covered(start, end);
            ownData[0] += end - start - covered;
            overwritten[0] += covered - zeros.covered(start, end);
        });
        map.zeros().forEach((start, end) -> ownZeros[0] += end - start - provided.covered(start, end));
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
        return new Share(dataAbove[destination], zerosAbove[destination], overwritten[destination]);
    }

    /** What has to come up into the image with this index. Zeros count only where they hide something. */
    Share below(int destination) {
        long data = dataAbove[0] + ownData[0] - dataAbove[destination] - ownData[destination];
        long zeros = zerosAbove[0] + ownZeros[0] - zerosAbove[destination] - ownZeros[destination];
        return new Share(data, hides ? zeros : 0, 0);
    }
}
