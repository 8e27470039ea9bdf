package org.chainsmith.core.merge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.Tables;

/**
 * Reads the maps of a run. One pass from the top down, with a set of what is provided so far, gives the figures for all
 * destinations: what shows from above a destination has to go down into it, what shows from below has to come up.
 */
final class RunReader {
    private final AllocationMaps maps;
    private final boolean hides;
    private final ByteSet provided = new ByteSet();
    private final ByteSet zeros = new ByteSet();

    /** What one image has, and what of it shows at the top of the run. */
    private static final class Layer {
        private final Tables tables;
        private final Regions mapped = new Regions();
        private final Regions shown = new Regions();
        private long data;
        private long zeros;
        /** What it has as data, and the images above it show as data. */
        private long overwritten;

        Layer(Tables tables) {
            this.tables = tables;
        }

        void add(long start, long end, boolean shows) {
            mapped.add(start, end);
            if (shows) {
                shown.add(start, end);
            }
        }
    }

    /** What the images on one side of a destination show together. */
    private static final class Side {
        private final Regions regions = new Regions();
        private long data;
        private long zeros;

        void add(Layer layer) {
            regions.add(layer.shown);
            data += layer.data;
            zeros += layer.zeros;
        }

        Share goingDownInto(Layer layer) {
            long added = data - layer.overwritten;
            long metadata = regions.tableBytes(layer.tables, layer.mapped, added + zeros, added);
            return new Share(data, zeros, layer.overwritten, metadata);
        }

        /** Zeros count only where they hide something. */
        Share comingUpInto(Layer layer, boolean hides) {
            long hiding = hides ? zeros : 0;
            long metadata = regions.tableBytes(layer.tables, layer.mapped, data + hiding, data + hiding);
            return new Share(data, hiding, 0, metadata + layer.tables.bytes());
        }
    }

    private RunReader(AllocationMaps maps, boolean hides) {
        this.maps = maps;
        this.hides = hides;
    }

    /**
     * Reads the maps of a run.
     *
     * @param images base first
     * @param child the overlay on top of the run, unless it ends with the active layer
     * @param hides whether something lies below the run that its images hide
     */
    static MergeRun read(List<Image> images, Optional<Image> child, boolean hides, AllocationMaps maps) {
        return new RunReader(maps, hides).read(images, child);
    }

    private MergeRun read(List<Image> images, Optional<Image> child) {
        List<Layer> layers = new ArrayList<>();
        List<Share> down = new ArrayList<>();
        Side above = new Side();
        for (int i = images.size() - 1; i >= 0; i--) {
            AllocationMap map = maps.of(images.get(i));
            Layer layer = i > 0 ? layer(map) : lowest(map);
            layers.add(layer);
            down.add(above.goingDownInto(layer));
            layer.mapped.add(above.regions);
            above.add(layer);
        }
        Collections.reverse(layers);
        Collections.reverse(down);
        List<Share> up = new ArrayList<>();
        Side below = new Side();
        for (Layer layer : layers) {
            up.add(below.comingUpInto(layer, hides));
            below.add(layer);
        }
        return new MergeRun(images, child, down, up);
    }

    private Layer layer(AllocationMap map) {
        Layer layer = new Layer(map.tables());
        map.data().forEach((start, end) -> {
            long hidden = zeros.isEmpty() ? 0 : zeros.covered(start, end);
            long fresh = provided.add(start, end);
            layer.add(start, end, fresh > 0);
            layer.data += fresh;
            layer.overwritten += end - start - fresh - hidden;
        });
        map.zeros().forEach((start, end) -> {
            provided.forEachGap(start, end, zeros::add);
            long fresh = provided.add(start, end);
            layer.add(start, end, fresh > 0);
            layer.zeros += fresh;
        });
        return layer;
    }

    /** The lowest image: nothing of the run is below it, so that the sets need not become finer for its sake. */
    private Layer lowest(AllocationMap map) {
        Layer layer = new Layer(map.tables());
        map.data().forEach((start, end) -> {
            long covered = provided.covered(start, end);
            layer.add(start, end, end - start > covered);
            layer.data += end - start - covered;
            layer.overwritten += covered - zeros.covered(start, end);
        });
        map.zeros().forEach((start, end) -> {
            long fresh = end - start - provided.covered(start, end);
            layer.add(start, end, hides && fresh > 0);
            layer.zeros += fresh;
        });
        return layer;
    }
}
