package org.chainsmith.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.chainsmith.core.chain.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RegionsTest {
    private static final long GIB = 1L << 30;
    /** A qcow2 image with clusters of 64 KiB. */
    private static final Tables ORDINARY = new Tables(64 << 10, 512 << 20);

    private final Regions regions = new Regions();
    private final Regions mapped = new Regions();

    @BeforeEach
    void hasAllTables() {
        mapped.add(0, 1L << 42);
    }

    @Test
    void countsEachTableOnceAndTheCounts() {
        regions.add(0, 1 << 20);
        regions.add(2 << 20, 3 << 20);
        regions.add(GIB - 1, GIB + 1);
        assertThat(regions.tableBytes(ORDINARY, mapped, 3 << 20, 3 << 20)).isEqualTo((3 + 1) * (64 << 10));
    }

    @Test
    void countsWhatIsMadeThreefold() {
        regions.add(0, GIB);
        assertThat(regions.tableBytes(ORDINARY, new Regions(), GIB, GIB)).isEqualTo((2 * 3 + 1) * (64 << 10));
    }

    @Test
    void countsMoreOfTheCountsForMuchThatIsNew() {
        regions.add(0, 8 * GIB);
        assertThat(regions.tableBytes(ORDINARY, mapped, 8 * GIB, 8 * GIB)).isEqualTo((16 + 5) * (64 << 10));
    }

    @Test
    void countsNothingWhereNothingChangesOrNoTableIs() {
        regions.add(0, GIB);
        assertThat(regions.tableBytes(ORDINARY, mapped, 0, 0)).isZero();
        assertThat(regions.tableBytes(Tables.NONE, mapped, GIB, GIB)).isZero();
    }

    @Test
    void countsLargeTablesByTheirOwnReach() {
        regions.add(0, GIB);
        regions.add(600 * GIB, 601 * GIB);
        assertThat(regions.tableBytes(new Tables(2 << 20, 512 * GIB), mapped, 2 * GIB, 2 * GIB))
                .isEqualTo((2 + 1) * (2 << 20));
    }

    @Test
    void countsNotMoreSmallTablesThanClusters() {
        regions.add(0, 512 << 20);
        Tables small = new Tables(4 << 10, 2 << 20);
        assertThat(regions.tableBytes(small, mapped, 512 << 20, 0)).isEqualTo((256 + 1) * (4 << 10));
        assertThat(regions.tableBytes(small, mapped, 8 << 10, 0)).isEqualTo((2 + 1) * (4 << 10));
    }
}
