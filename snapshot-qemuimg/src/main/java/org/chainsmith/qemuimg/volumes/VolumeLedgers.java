package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.chainsmith.core.backend.SnapshotLedgers;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.SnapshotLedger;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.posix.PosixFile;
import org.chainsmith.qemuimg.storage.FileStatus;
import tools.jackson.databind.JsonNode;

/**
 * Ledgers kept as Cinder keeps them: the record {@code volume-<id>.info}, which is missing as long as a volume never had
 * a snapshot, and beside it, in Chainsmith's own directory, the one fact that Cinder keeps in its database: the format of
 * the image {@code volume-<id>}. Overlays need no such record: their name says that they are qcow2.
 */
public final class VolumeLedgers implements SnapshotLedgers {
    private final Store store;
    private final CinderLayout layout;
    private final StrictJson json = new StrictJson();

    public VolumeLedgers(Store store, CinderLayout layout) {
        this.store = requireNonNull(store, "store is null");
        this.layout = requireNonNull(layout, "layout is null");
    }

    @Override
    public List<VolumeId> volumes() {
        return Stream.concat(store.namesOfImages().stream(), store.namesOfRecords().stream())
                .flatMap(name -> layout.volumeOf(name).stream())
                .distinct()
                .toList();
    }

    @Override
    public Optional<SnapshotLedger> find(VolumeId volume) {
        Optional<InfoFile.Content> info = info(volume);
        ImageName base = layout.base(volume);
        if (info.isEmpty() && store.status(base.value()).isEmpty()) {
            return Optional.empty();
        }
        InfoFile.Content content = info.orElseGet(() -> new InfoFile.Content(base, new TreeMap<>()));
        Map<ImageName, ImageFormat> formats = new HashMap<>();
        baseFormat(volume).ifPresent(format -> formats.put(base, format));
        content.overlays().values().forEach(overlay -> recordOverlay(formats, overlay));
        recordOverlay(formats, content.active());
        return Optional.of(new SnapshotLedger(volume, content.active(), content.overlays(), formats));
    }

    private void recordOverlay(Map<ImageName, ImageFormat> formats, ImageName image) {
        if (layout.isOverlay(image)) {
            formats.put(image, ImageFormat.QCOW2);
        }
    }

    private Optional<InfoFile.Content> info(VolumeId volume) {
        String name = layout.info(volume);
        try {
            Optional<PosixFile> there = store.openRecord(name);
            return there.isPresent() ? parse(volume, there.get()) : Optional.empty();
        } catch (SnapshotException e) {
            throw e.ofVolume(volume).ofImage(name);
        } catch (StrictJson.Refused e) {
            throw new SnapshotException(
                            ErrorCode.LEDGER_INVALID,
                            "The record " + name + " cannot be used: " + e.getMessage() + ". Nothing was changed.")
                    .ofVolume(volume)
                    .ofImage(name)
                    .hint(
                            "Restore the record from the images' headers: its active image is the one that no other image "
                                    + "backs onto.");
        }
    }

    private Optional<InfoFile.Content> parse(VolumeId volume, PosixFile opened) throws StrictJson.Refused {
        try (opened) {
            return InfoFile.parse(volume, json.read(opened));
        }
    }

    private Optional<ImageFormat> baseFormat(VolumeId volume) {
        String name = formatFile(volume);
        Optional<PosixFile> there = store.state().flatMap(directory -> directory.openExisting(name));
        if (there.isEmpty()) {
            return Optional.empty();
        }
        try (PosixFile file = there.get()) {
            JsonNode document = json.read(file);
            return Optional.of(
                    ImageFormat.parse(document.path(layout.base(volume).value()).asString("")));
        } catch (StrictJson.Refused | SnapshotException e) {
            throw new SnapshotException(
                            ErrorCode.LEDGER_INVALID,
                            "The record of the format, " + store.statePath(name) + ", cannot be used: " + e.getMessage()
                                    + ". Nothing was changed.",
                            e)
                    .ofVolume(volume);
        }
    }

    @Override
    public void save(SnapshotLedger ledger) {
        VolumeId volume = ledger.volume();
        ImageName base = layout.base(volume);
        ledger.formatOf(base)
                .filter(format -> !baseFormat(volume).equals(Optional.of(format)))
                .ifPresent(format -> saveFormat(volume, format));
        Optional<FileStatus> there = store.statusOfRecord(layout.info(volume));
        boolean plain = ledger.overlays().isEmpty() && ledger.active().equals(base);
        if (plain && there.isEmpty()) {
            return; // as in Cinder, a volume has no record before its first snapshot
        }
        int mode = there.or(() -> store.status(ledger.active().value()))
                .map(FileStatus::permissions)
                .orElse(0644);
        store.replace(layout.info(volume), InfoFile.format(ledger), mode);
    }

    private void saveFormat(VolumeId volume, ImageFormat format) {
        String text = "{\"" + layout.base(volume) + "\": \"" + format + "\"}\n";
        store.replaceState(formatFile(volume), text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void forget(VolumeId volume) {
        store.removeRecord(layout.info(volume));
        store.removeState(formatFile(volume));
    }

    private String formatFile(VolumeId volume) {
        return layout.base(volume) + ".format";
    }
}
