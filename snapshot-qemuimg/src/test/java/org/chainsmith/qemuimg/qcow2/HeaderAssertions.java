package org.chainsmith.qemuimg.qcow2;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Path;
import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Directory;
import org.chainsmith.qemuimg.posix.PosixFile;

/** Headers of images that are written to a file of this directory, and read from there. */
record HeaderAssertions(Path path) {
    Qcow2Header read(TestImage image) {
        try (Directory directory = Directory.open(path)) {
            directory.unlink("image");
            try (PosixFile file = image.in(directory)) {
                return Qcow2Header.read(file);
            }
        }
    }

    void refuses(TestImage image, String fact) {
        refuses(image, ErrorCode.HEADER_INVALID, fact);
    }

    void refuses(TestImage image, ErrorCode code, String fact) {
        assertThatThrownBy(() -> read(image))
                .hasMessageContaining(fact)
                .asInstanceOf(type(SnapshotException.class))
                .returns(code, SnapshotException::code)
                .returns(Optional.of("image"), SnapshotException::image);
    }
}
