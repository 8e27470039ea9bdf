package org.chainsmith.qemuimg.volumes;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.chainsmith.core.assist.RequestLog;
import org.chainsmith.core.catalog.Acknowledgement;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.posix.Directory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The log of requests as one {@linkplain LineFile file of lines} for each volume, {@code volume-<id>.requests} in a
 * directory of the service. A long one is rewritten without most of what is over. Requests for different volumes do not
 * wait for each other.
 */
public final class FileRequestLog implements RequestLog {
    private static final String SUFFIX = ".requests";
    private static final int REMEMBERED = 20;

    private final Store store;
    private final CinderLayout layout = new CinderLayout();
    private final Map<VolumeId, Object> locks = new ConcurrentHashMap<>();
    private final StrictJson json = new StrictJson();
    private final RequestCodec codec = new RequestCodec(json.mapper());

    public FileRequestLog(Store store) {
        this.store = requireNonNull(store, "store is null");
    }

    @Override
    public void accept(Entry entry) {
        LineFile file = file(entry.request().volume());
        synchronized (lockOf(entry.request().volume())) {
            if (file.isLong()) {
                file.replace(kept(read(file)));
            }
            file.append(codec.accepted(entry).toString());
        }
    }

    @Override
    public void settle(Entry entry, Verdict verdict) {
        append(entry, codec.settled(entry.id(), verdict));
    }

    @Override
    public void acknowledge(Entry entry, Acknowledgement acknowledgement) {
        append(entry, codec.acknowledged(entry.id(), acknowledgement));
    }

    private void append(Entry entry, ObjectNode line) {
        VolumeId volume = entry.request().volume();
        synchronized (lockOf(volume)) {
            file(volume).append(line.toString());
        }
    }

    /** The report of one request may be acknowledged while the next one is accepted. */
    private Object lockOf(VolumeId volume) {
        return locks.computeIfAbsent(volume, unused -> new Object());
    }

    @Override
    public List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        store.state().map(Directory::names).orElse(List.of()).stream()
                .filter(name -> name.endsWith(SUFFIX))
                .flatMap(name -> layout.volumeOfOwn(name.substring(0, name.length() - SUFFIX.length())).stream())
                .forEach(volume -> all.addAll(read(file(volume)).values()));
        all.sort(Comparator.comparing(Entry::accepted));
        return all;
    }

    private LineFile file(VolumeId volume) {
        return new LineFile(store, layout.own(volume) + SUFFIX);
    }

    /** What was not acknowledged, and the last ones that were. */
    private List<String> kept(Map<String, Entry> entries) {
        List<String> lines = new ArrayList<>();
        int over = (int) entries.values().stream()
                .filter(entry -> entry.acknowledgement().isPresent())
                .count();
        for (Entry entry : entries.values()) {
            if (entry.acknowledgement().isPresent()) {
                over--;
                if (over >= REMEMBERED) {
                    continue;
                }
            }
            codec.whole(entry).forEach(line -> lines.add(line.toString()));
        }
        return lines;
    }

    private Map<String, Entry> read(LineFile file) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        int number = 1;
        for (ByteBuffer document : file.lines().documents()) {
            try {
                apply(entries, json.parse(document));
            } catch (StrictJson.Refused | IllegalArgumentException | JacksonException | SnapshotException e) {
                throw file.invalid(number, String.valueOf(e.getMessage()))
                        .hint("Compare the states of the volume's snapshots with its chain; then move the file away.");
            }
            number++;
        }
        return entries;
    }

    private void apply(Map<String, Entry> entries, JsonNode line) {
        if (line.has("accepted")) {
            Entry entry = codec.entry(line.get("accepted"));
            entries.put(entry.id().value(), entry);
        } else if (line.has("settled")) {
            change(entries, line.get("settled"), entry -> entry.settled(codec.verdict(line, entry)));
        } else {
            Acknowledgement answer =
                    Acknowledgement.valueOf(line.required("answer").stringValue());
            change(entries, line.required("acknowledged"), entry -> entry.reported(answer));
        }
    }

    private static void change(Map<String, Entry> entries, JsonNode id, UnaryOperator<Entry> change) {
        Entry changed = entries.computeIfPresent(id.stringValue(), (same, entry) -> change.apply(entry));
        if (changed == null) {
            throw new IllegalArgumentException("request " + id + " ends and was not accepted");
        }
    }
}
