package org.chainsmith.cinder;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.cinder.api.AttachmentBody;
import org.chainsmith.cinder.api.SnapshotBody;
import org.chainsmith.cinder.api.VolumeBody;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.CatalogVolume;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.catalog.VolumeAttachment;
import org.chainsmith.core.catalog.VolumeConnection;
import org.chainsmith.core.catalog.VolumeStatus;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.jspecify.annotations.Nullable;

/** Turns what is on the wire into the values of the port. */
final class CatalogValues {
    private static final long GIBIBYTE = 1L << 30;

    private CatalogValues() {}

    static CatalogVolume volume(VolumeBody body) {
        Set<GuestId> guests = new HashSet<>();
        if (body.attachments() != null) {
            body.attachments().forEach(attached -> guest(attached.serverId()).ifPresent(guests::add));
        }
        return new CatalogVolume(
                new VolumeId(body.id()),
                text(body.name()),
                volumeStatus(body.status()),
                new VirtualSize(body.size() * GIBIBYTE),
                guests,
                orEmpty(body.metadata()));
    }

    private static VolumeStatus volumeStatus(String status) {
        return switch (status) {
            case "creating" -> VolumeStatus.CREATING;
            case "available" -> VolumeStatus.AVAILABLE;
            case "reserved" -> VolumeStatus.RESERVED;
            case "in-use" -> VolumeStatus.IN_USE;
            case "error" -> VolumeStatus.ERROR;
            default -> VolumeStatus.OTHER;
        };
    }

    static CatalogSnapshot snapshot(SnapshotBody body) {
        return new CatalogSnapshot(
                new SnapshotId(body.id()),
                new VolumeId(body.volumeId()),
                text(body.name()),
                snapshotStatus(body.status()),
                instant(body.createdAt()),
                orEmpty(body.metadata()));
    }

    static SnapshotStatus snapshotStatus(String status) {
        return switch (status) {
            case "creating", "creating_compute_complete" -> SnapshotStatus.CREATING;
            case "available" -> SnapshotStatus.AVAILABLE;
            case "deleting", "deleting_compute_complete" -> SnapshotStatus.DELETING;
            case "error" -> SnapshotStatus.ERROR;
            case "error_deleting" -> SnapshotStatus.ERROR_DELETING;
            default -> SnapshotStatus.OTHER;
        };
    }

    static VolumeAttachment attachment(AttachmentBody body) {
        return new VolumeAttachment(
                body.id(),
                new VolumeId(body.volumeId()),
                guest(body.instance()),
                attachmentStatus(text(body.status())),
                connection(body.connectionInfo()));
    }

    private static Optional<VolumeAttachment.Status> attachmentStatus(String status) {
        return switch (status) {
            case "reserved" -> Optional.of(VolumeAttachment.Status.RESERVED);
            case "attaching" -> Optional.of(VolumeAttachment.Status.ATTACHING);
            case "attached" -> Optional.of(VolumeAttachment.Status.ATTACHED);
            case "detached" -> Optional.of(VolumeAttachment.Status.DETACHED);
            default -> Optional.empty();
        };
    }

    private static Optional<VolumeConnection> connection(@Nullable Map<String, @Nullable Object> info) {
        return member(info, "driver_volume_type")
                .map(protocol -> new VolumeConnection(protocol, member(info, "name"), member(info, "format")));
    }

    private static Optional<String> member(@Nullable Map<String, @Nullable Object> info, String name) {
        return info != null && info.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A guest's id. Cinder takes other spellings of a UUID, too, and keeps them. */
    private static Optional<GuestId> guest(@Nullable String id) {
        if (id == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new GuestId(id.toLowerCase(Locale.ROOT)));
        } catch (SnapshotException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(@Nullable String text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(LocalDateTime.parse(text.replaceFirst("(Z|\\+00:00)$", ""))
                            .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
