package org.chainsmith.qemuimg.inspect;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * What an inspection comes to. The image is accepted if there is no reason against it.
 *
 * @param chain names of the images that were looked at, active first
 * @param facts of the inspected image, as far as it could be read
 */
public record Verdict(List<Finding> reasons, List<Finding> warnings, List<String> chain, Optional<ImageFacts> facts) {
    public Verdict {
        reasons = List.copyOf(reasons);
        warnings = List.copyOf(warnings);
        chain = List.copyOf(chain);
        requireNonNull(facts, "facts is null");
    }

    /** A refusal before anything was looked at. */
    public static Verdict refused(SnapshotException reason) {
        return new Verdict(List.of(Finding.of(reason)), List.of(), List.of(), Optional.empty());
    }

    public boolean accepted() {
        return reasons.isEmpty();
    }

    /** Whether the inspected image itself does not exist, as opposed to one below it. */
    public boolean missing() {
        return chain.isEmpty() && reasons.stream().anyMatch(reason -> reason.code() == ErrorCode.IMAGE_MISSING);
    }
}
