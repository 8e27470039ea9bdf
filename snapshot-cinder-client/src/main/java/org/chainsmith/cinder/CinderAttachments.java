package org.chainsmith.cinder;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.cinder.api.AttachmentBody;
import org.chainsmith.cinder.http.HttpAnswer;
import org.chainsmith.cinder.resilience.Repetition;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;

/**
 * Cinder's attachments, microversion 3.44: reserved for a guest, told to which host, completed when the guest has its disk.
 * What the methods throw is said at {@link org.chainsmith.core.backend.VolumeCatalog}.
 */
public final class CinderAttachments {
    private static final String VERSION = "3.44";

    private final CinderCalls calls;

    CinderAttachments(CinderCalls calls) {
        this.calls = requireNonNull(calls, "calls is null");
    }

    public List<AttachmentBody> listOf(GuestId guest) {
        return list("list the volumes of guest " + guest, "instance_id=" + guest);
    }

    public List<AttachmentBody> listOf(VolumeId volume) {
        return list("list the attachments of volume " + volume, "volume_id=" + volume);
    }

    private List<AttachmentBody> list(String what, String filter) {
        return CinderLists.all(
                calls,
                what,
                "/attachments/detail?all_tenants=1&" + filter,
                Optional.of(VERSION),
                "attachments",
                AttachmentBody.class);
    }

    public Optional<AttachmentBody> find(String id) {
        CinderCall call =
                CinderCall.read("show attachment " + id, "/attachments/" + id).from(VERSION);
        return calls.find(call).map(answer -> CinderCalls.member(call, answer, "attachment", AttachmentBody.class));
    }

    /** Reserves a volume for a guest. Not to be repeated after an unknown outcome: look for it. */
    public AttachmentBody reserve(VolumeId volume, GuestId guest) {
        Map<String, @Nullable Object> attachment = new LinkedHashMap<>();
        attachment.put("volume_uuid", volume.value());
        attachment.put("instance_uuid", guest.value());
        attachment.put("connector", null);
        CinderCall call = CinderCall.change(
                        "reserve volume " + volume + " for guest " + guest,
                        "POST",
                        "/attachments",
                        Repetition.IF_SURELY_NOT_DONE)
                .from(VERSION)
                .sending(Map.of("attachment", attachment));
        return body(call);
    }

    /** Says which host will have the volume; the answer says how that host reaches it. */
    public AttachmentBody connect(String id, Map<String, Object> connector) {
        CinderCall call = CinderCall.change(
                        "connect attachment " + id, "PUT", "/attachments/" + id, Repetition.HARMLESS)
                .from(VERSION)
                .sending(Map.of("attachment", Map.of("connector", connector)));
        return body(call);
    }

    /** Says that the guest has its disk: the volume is in use. */
    public void complete(String id) {
        Map<String, @Nullable Object> action = new LinkedHashMap<>();
        action.put("os-complete", null);
        calls.succeed(CinderCall.change(
                        "complete attachment " + id, "POST", "/attachments/" + id + "/action", Repetition.HARMLESS)
                .from(VERSION)
                .sending(action));
    }

    /** Ends an attachment; one that is not there is fine. For the volume of a guest Cinder wants a service token. */
    public void delete(String id) {
        calls.find(CinderCall.change("delete attachment " + id, "DELETE", "/attachments/" + id, Repetition.HARMLESS)
                .from(VERSION));
    }

    private AttachmentBody body(CinderCall call) {
        HttpAnswer answer = calls.succeed(call);
        return CinderCalls.member(call, answer, "attachment", AttachmentBody.class);
    }
}
