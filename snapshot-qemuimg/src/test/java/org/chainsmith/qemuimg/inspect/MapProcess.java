package org.chainsmith.qemuimg.inspect;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.SnapshotException;

/** A process that inspects and maps an image, as the command line does: prints the verdict, and how many extents or why not. */
final class MapProcess {
    private MapProcess() {}

    public static void main(String[] arguments) {
        Path path = Path.of(arguments[0]);
        Verdict verdict = Inspector.inspect(Inspection.of(path, ImageFormat.QCOW2));
        System.out.println(verdict.accepted() + " "
                + verdict.reasons().stream().map(Finding::code).toList() + " "
                + verdict.warnings().stream().map(Finding::code).toList());
        try {
            AtomicInteger extents = new AtomicInteger();
            MappedImage.read(path, ImageFormat.QCOW2).forEachExtent((start, length, kind) -> extents.incrementAndGet());
            System.out.println(extents);
        } catch (SnapshotException e) {
            System.out.println(e.code());
        }
    }
}
