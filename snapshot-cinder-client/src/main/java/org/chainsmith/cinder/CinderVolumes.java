package org.chainsmith.cinder;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.cinder.api.VolumeBody;
import org.chainsmith.cinder.http.HttpAnswer;
import org.chainsmith.cinder.resilience.Repetition;
import org.chainsmith.core.snapshot.VolumeId;

/** Cinder's volumes. What the methods throw is said at {@link org.chainsmith.core.backend.VolumeCatalog}. */
public final class CinderVolumes {
    private final CinderCalls calls;

    CinderVolumes(CinderCalls calls) {
        this.calls = requireNonNull(calls, "calls is null");
    }

    /** All volumes of the project. */
    public List<VolumeBody> list() {
        return CinderLists.all(
                calls,
                "list volumes",
                "/volumes/detail?sort=created_at:asc",
                Optional.empty(),
                "volumes",
                VolumeBody.class);
    }

    /** All volumes of the project, read in pages of at most so many. */
    public List<VolumeBody> list(int pageSize) {
        return CinderLists.all(
                calls,
                "list volumes",
                "/volumes/detail?limit=" + pageSize,
                Optional.empty(),
                "volumes",
                VolumeBody.class);
    }

    public Optional<VolumeBody> find(VolumeId id) {
        CinderCall call = CinderCall.read("show volume " + id, "/volumes/" + id);
        return calls.find(call).map(answer -> CinderCalls.member(call, answer, "volume", VolumeBody.class));
    }

    /** Asks for a new volume, which is being created when this returns. Not to be repeated after an unknown outcome. */
    public VolumeBody create(String name, int gibibytes, Map<String, String> metadata) {
        CinderCall call = CinderCall.change("create a volume", "POST", "/volumes", Repetition.IF_SURELY_NOT_DONE)
                .sending(Map.of("volume", Map.of("name", name, "size", gibibytes, "metadata", metadata)));
        HttpAnswer answer = calls.succeed(call);
        return CinderCalls.member(call, answer, "volume", VolumeBody.class);
    }

    /** Asks for a volume's deletion; one that is not there is fine. */
    public void delete(VolumeId id) {
        calls.find(CinderCall.change("delete volume " + id, "DELETE", "/volumes/" + id, Repetition.HARMLESS));
    }
}
