package org.chainsmith.qemuimg.qcow2;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the header may say that tables lie, and how large they may be. */
final class TableChecksTest {
    private final HeaderAssertions headers;

    TableChecksTest(@TempDir Path path) {
        this.headers = new HeaderAssertions(path);
    }

    @Test
    void l1TableMustBeLargeEnough() {
        headers.refuses(TestImage.version3().u32(36, 3), "3 entries, the virtual size needs 4");
        headers.refuses(TestImage.version3().u64(24, (1L << 61) - 512), "the virtual size needs");
    }

    @Test
    void l1TableOver32MebibytesIsRefused() {
        headers.refuses(TestImage.version3().u32(36, (4 << 20) + 1), "more than 33554432 bytes");
        headers.refuses(TestImage.version3().u32(36, 0xffffffffL), "more than 33554432 bytes");
    }

    @Test
    void l1TableMustBeInsideTheFile() {
        headers.refuses(TestImage.version3().u32(36, 4 << 20), "the L1 table leaves the file");
        headers.refuses(TestImage.version3().u64(40, 1L << 40), "the L1 table leaves the file");
        headers.refuses(TestImage.version3().u64(40, Long.MAX_VALUE & -4096), "the L1 table leaves the file");
    }

    @Test
    void tablesMustBeAlignedAndBelow2To63() {
        for (int field : new int[] {40, 48, 64}) {
            headers.refuses(TestImage.version3().u64(field, 5 * 4096 + 512), "not aligned");
            headers.refuses(TestImage.version3().u64(field, 1L << 63), "not aligned");
            headers.refuses(TestImage.version3().u64(field, -4096), "not aligned");
        }
    }

    @Test
    void refcountTableIsThereAndBounded() {
        headers.refuses(TestImage.version3().u32(56, 0), "no refcount table");
        headers.refuses(TestImage.version3().u32(56, 2049), "the refcount table has 2049 entries");
        headers.refuses(TestImage.version3().u32(56, 0xffffffffL), "the refcount table has");
        headers.refuses(TestImage.version3().u64(48, 6 * 4096).u32(56, 2), "the refcount table leaves the file");
    }

    @Test
    void snapshotTableIsBounded() {
        headers.refuses(TestImage.version3().u64(64, 5 << 12).u32(60, 65537), "the snapshot table has 65537");
        headers.refuses(TestImage.version3().u64(64, 5 << 12).u32(60, 0xffffffffL), "the snapshot table has");
        headers.refuses(TestImage.version3().u64(64, 5 << 12).u32(60, 300), "the snapshot table leaves the file");
    }

    @Test
    void tablesMustNotLieUponEachOther() {
        headers.refuses(TestImage.version3().u64(40, 0), "the L1 table lies upon the header");
        headers.refuses(TestImage.version3().u64(48, 3 << 12), "the refcount table lies upon the L1 table");
        headers.refuses(TestImage.version3().u32(56, 3), "the refcount table lies upon the L1 table");
        headers.refuses(TestImage.version3().u32(60, 1), "the snapshot table lies upon the header");
        headers.refuses(
                TestImage.version3().u32(60, 1).u64(64, 1 << 12), "the snapshot table lies upon the refcount table");
    }
}
