package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.Attachment;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.VolumeId;

/** Finds out which disks a group consists of. */
record GroupMembers(AttachedVolumes volumes) {
    GroupMembers {
        requireNonNull(volumes, "volumes is null");
    }

    /**
     * The group that is asked for. With a device among its volumes the guest has to stand still, whatever was asked for.
     *
     * @throws SnapshotException GUEST_NOT_FOUND, DISK_NOT_FOUND, DISK_UNSUITABLE, NOT_SUPPORTED; nothing was changed
     */
    Group group(Group.GroupRequest request, Instant now, Group.Form form) {
        List<VolumeId> wanted = request.volumes().isEmpty() ? volumes.of(request.guest()) : request.volumes();
        if (wanted.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.DISK_NOT_FOUND, "Guest " + request.guest() + " has no volume. Nothing was changed.");
        }
        List<VolumeId> devices = new ArrayList<>();
        for (VolumeId volume : wanted) {
            Optional<Attachment> device = volumes.device(volume);
            Attachment at = device.orElseGet(() -> volumes.find(volume).at());
            if (!at.guest().equals(request.guest())) {
                throw new SnapshotException(
                                ErrorCode.DISK_NOT_FOUND,
                                "Volume " + volume + " is " + at + ", not of guest " + request.guest()
                                        + ". Nothing was changed.")
                        .ofVolume(volume);
            }
            device.ifPresent(found -> devices.add(volume));
        }
        if (devices.isEmpty()) {
            return Group.begun(request, wanted, devices, now, form);
        }
        requireTogether(request, wanted, devices, form);
        Group.GroupRequest standing = new Group.GroupRequest(
                request.guest(),
                request.volumes(),
                request.name(),
                request.description(),
                request.metadata(),
                QuiescePolicy.REQUIRE);
        return Group.begun(standing, wanted, devices, now, form);
    }

    private static void requireTogether(
            Group.GroupRequest request, List<VolumeId> wanted, List<VolumeId> devices, Group.Form form) {
        String cannot = "";
        if (request.policy() == QuiescePolicy.NEVER) {
            cannot = "they have an instant in common with other disks only while the guest stands still";
        } else if (devices.size() == wanted.size()) {
            cannot = "there is no disk to switch: ask the volume service itself for a snapshot of a group";
        } else if (form == Group.Form.RECORDED) {
            cannot = "the volume service only keeps records";
        }
        if (!cannot.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.NOT_SUPPORTED,
                    "The volumes " + devices + " are devices of the host, and " + cannot + ". Nothing was changed.");
        }
    }
}
