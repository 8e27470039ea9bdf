package org.chainsmith.qemuimg.inspect;

import java.util.ArrayList;
import java.util.List;
import org.chainsmith.qemuimg.qcow2.Qcow2Header;

/** The names of qcow2's feature bits (QEMU docs/interop/qcow2), lowest bit first. */
final class FeatureNames {
    private static final List<String> INCOMPATIBLE =
            List.of("dirty", "corrupt", "external-data-file", "compression-type", "extended-l2");
    private static final List<String> COMPATIBLE = List.of("lazy-refcounts");
    private static final List<String> AUTOCLEAR = List.of("bitmaps", "raw-external-data");

    private FeatureNames() {}

    static List<String> of(Qcow2Header header) {
        List<String> names = new ArrayList<>();
        add(names, header.incompatibleFeatures(), INCOMPATIBLE, "incompatible-");
        add(names, header.compatibleFeatures(), COMPATIBLE, "compatible-");
        add(names, header.autoclearFeatures(), AUTOCLEAR, "autoclear-");
        return names;
    }

    private static void add(List<String> names, long bits, List<String> known, String prefix) {
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((bits >>> bit & 1) != 0) {
                names.add(bit < known.size() ? known.get(bit) : prefix + bit);
            }
        }
    }
}
