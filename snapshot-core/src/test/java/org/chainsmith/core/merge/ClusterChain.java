package org.chainsmith.core.merge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.chainsmith.core.chain.AllocationMap;
import org.chainsmith.core.chain.BackingChain;
import org.chainsmith.core.chain.ExtentMap;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.Tables;
import org.chainsmith.core.chain.VirtualSize;

/**
 * A chain told cluster by cluster, and what it costs to merge its images by hand.
 *
 * @param layers base first; what each image has in each cluster
 * @param table size of the one table that covers the whole disk, 0 for images without
 */
record ClusterChain(List<List<Has>> layers, long cluster, long table) {
    /** What an image has in a cluster. */
    enum Has {
        NOTHING,
        ZEROS,
        DATA
    }

    /** What a merge did. */
    record Outcome(long copied, long growth) {
        Outcome plus(Outcome other) {
            return new Outcome(copied + other.copied, growth + other.growth);
        }
    }

    static ImageName name(int index) {
        return new ImageName("o" + index);
    }

    BackingChain chain() {
        VirtualSize size = new VirtualSize(layers.get(0).size() * cluster);
        return BackingChain.of(IntStream.range(0, layers.size())
                .mapToObj(i -> Image.empty(name(i), ImageFormat.QCOW2, size))
                .toList());
    }

    AllocationMap map(Image image) {
        List<Has> layer = layers.get(Integer.parseInt(image.name().value().substring(1)));
        return new AllocationMap(extents(layer, Has.DATA), extents(layer, Has.ZEROS))
                .in(new Tables(table, Long.MAX_VALUE));
    }

    private ExtentMap extents(List<Has> layer, Has wanted) {
        ExtentMap.Builder builder = new ExtentMap.Builder();
        for (int i = 0; i < layer.size(); i++) {
            if (layer.get(i) == wanted) {
                builder.add(i * cluster, cluster);
            }
        }
        return builder.build();
    }

    /** Merges images from..to into one of them: first what is above it down, then what is below it up. */
    Outcome merge(int from, int to, int destination) {
        Has[] written = layers.get(destination).toArray(Has[]::new);
        boolean hides = from > 0;
        long copied = 0;
        long growth = 0;
        boolean comesDown = false;
        boolean comesUp = false;
        for (int c = 0; c < written.length; c++) {
            Has above = shown(destination + 1, to, c);
            Has below = shown(from, destination - 1, c);
            if (above == Has.DATA) {
                copied++;
                growth += written[c] == Has.DATA ? 0 : 1;
            }
            comesDown |= above == Has.ZEROS || (above == Has.DATA && written[c] != Has.DATA);
            written[c] = above == Has.NOTHING ? written[c] : above;
            if (written[c] == Has.NOTHING && (below == Has.DATA || (below == Has.ZEROS && hides))) {
                copied++;
                growth++;
                comesUp = true;
                written[c] = below;
            }
            requireSame(shown(from, to, c), written[c], hides);
        }
        // The table (threefold if it has to be made), the counts of the clusters, and after a pull the header.
        boolean hasTable = layers.get(destination).stream().anyMatch(has -> has != Has.NOTHING);
        int tables = (comesDown ? hasTable ? 2 : 4 : 0) + (comesUp ? hasTable || comesDown ? 2 : 4 : 0);
        long metadata = table * (tables + (destination > from ? 1 : 0));
        return new Outcome(copied * cluster + metadata, growth * cluster + metadata);
    }

    private static void requireSame(Has before, Has after, boolean hides) {
        boolean same = before == after || (!hides && before != Has.DATA && after != Has.DATA);
        if (!same) {
            throw new AssertionError("showed " + before + ", shows " + after);
        }
    }

    /** What the images from..to show together. */
    private Has shown(int from, int to, int c) {
        return IntStream.iterate(to, i -> i >= from, i -> i - 1)
                .mapToObj(i -> layers.get(i).get(c))
                .filter(has -> has != Has.NOTHING)
                .findFirst()
                .orElse(Has.NOTHING);
    }

    /** The runs, each from its lowest to its highest image. */
    List<int[]> runs(boolean[] boundary) {
        List<int[]> runs = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= layers.size(); i++) {
            if (i == layers.size() || !boundary[i]) {
                if (i - 1 > from) {
                    runs.add(new int[] {from, i - 1});
                }
                from = i;
            }
        }
        return runs;
    }

    @Override
    public String toString() {
        return layers.stream()
                .map(layer -> String.join(
                        "",
                        layer.stream().map(has -> has.name().substring(0, 1)).toList()))
                .toList()
                .toString();
    }

    /** What a search through all destinations may do. */
    interface Rule {
        boolean allows(int from, int to, int destination);
    }

    /** The least that has to be copied, found by trying every destination of every run; empty if nothing is allowed. */
    Optional<Long> leastCopied(boolean[] boundary, long free, Rule rule) {
        return leastCopied(runs(boundary), 0, new Outcome(0, 0), free, rule);
    }

    private Optional<Long> leastCopied(List<int[]> runs, int next, Outcome sofar, long free, Rule rule) {
        if (sofar.growth() > free) {
            return Optional.empty();
        }
        if (next == runs.size()) {
            return Optional.of(sofar.copied());
        }
        int from = runs.get(next)[0];
        int to = runs.get(next)[1];
        return IntStream.rangeClosed(from, to)
                .filter(destination -> rule.allows(from, to, destination))
                .mapToObj(destination ->
                        leastCopied(runs, next + 1, sofar.plus(merge(from, to, destination)), free, rule))
                .flatMap(Optional::stream)
                .min(Long::compare);
    }

    /** All clusters of all layers, for a store with room for everything. */
    static long plenty() {
        return Long.MAX_VALUE / 2;
    }

    static boolean[] boundaries(int size, int... at) {
        boolean[] result = new boolean[size];
        Arrays.stream(at).forEach(i -> result[i] = true);
        return result;
    }
}
