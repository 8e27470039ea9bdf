package org.chainsmith.core.error;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that crosses ports and use cases. The message says what was tried and what is true now; the
 * {@linkplain #hint() hint} says what the operator can do; volume, image, operation and chain say on what.
 */
public final class SnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String volume;
    private final @Nullable String image;
    private final @Nullable String operation;
    private final @Nullable String chain;
    private final @Nullable String hint;

    public SnapshotException(ErrorCode code, String message) {
        this(code, message, null, null, null, null, null, null);
    }

    public SnapshotException(ErrorCode code, String message, Throwable cause) {
        this(code, message, cause, null, null, null, null, null);
    }

    private SnapshotException(
            ErrorCode code,
            @Nullable String message,
            @Nullable Throwable cause,
            @Nullable String volume,
            @Nullable String image,
            @Nullable String operation,
            @Nullable String chain,
            @Nullable String hint) {
        super(message, cause);
        this.code = requireNonNull(code, "code is null");
        this.volume = volume;
        this.image = image;
        this.operation = operation;
        this.chain = chain;
        this.hint = hint;
    }

    /** This error, told of a volume; a volume that is already named stays. */
    public SnapshotException ofVolume(Object name) {
        return volume != null ? this : copy(name.toString(), image, operation, chain, hint);
    }

    /** This error, told of an image; an image that is already named stays. */
    public SnapshotException ofImage(Object name) {
        return image != null ? this : copy(volume, name.toString(), operation, chain, hint);
    }

    /** This error, told of an operation; an operation that is already named stays. */
    public SnapshotException inOperation(Object id) {
        return operation != null ? this : copy(volume, image, id.toString(), chain, hint);
    }

    /** This error, with the chain as it is now in arrow notation; a chain that is already shown stays. */
    public SnapshotException onChain(Object arrows) {
        return chain != null ? this : copy(volume, image, operation, arrows.toString(), hint);
    }

    /** This error, with advice for the operator; advice that is already given stays. */
    public SnapshotException hint(String advice) {
        return hint != null ? this : copy(volume, image, operation, chain, advice);
    }

    private SnapshotException copy(
            @Nullable String newVolume,
            @Nullable String newImage,
            @Nullable String newOperation,
            @Nullable String newChain,
            @Nullable String newHint) {
        SnapshotException copy = new SnapshotException(
                code, getMessage(), getCause(), newVolume, newImage, newOperation, newChain, newHint);
        copy.setStackTrace(getStackTrace());
        for (Throwable suppressed : getSuppressed()) {
            copy.addSuppressed(suppressed);
        }
        return copy;
    }

    public ErrorCode code() {
        return code;
    }

    public ErrorKind kind() {
        return code.kind();
    }

    public Optional<String> volume() {
        return Optional.ofNullable(volume);
    }

    public Optional<String> image() {
        return Optional.ofNullable(image);
    }

    public Optional<String> operation() {
        return Optional.ofNullable(operation);
    }

    public Optional<String> chain() {
        return Optional.ofNullable(chain);
    }

    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }
}
