package org.chainsmith.qemuimg.inspect;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * One fact that speaks against an image, or that one should know.
 *
 * @param layer the file name of the image concerned, empty for a request that could not be understood
 */
public record Finding(ErrorCode code, String message, Optional<String> layer) {
    public Finding {
        requireNonNull(code, "code is null");
        requireNonNull(message, "message is null");
        requireNonNull(layer, "layer is null");
    }

    static Finding of(SnapshotException e) {
        return new Finding(e.code(), String.valueOf(e.getMessage()), e.image());
    }
}
