package org.chainsmith.app.cli;

import static java.util.stream.Collectors.joining;

import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.chainsmith.app.answer.Printable;
import org.chainsmith.core.backend.ProgressListener;
import org.chainsmith.core.guest.DiskTarget;
import org.jspecify.annotations.Nullable;

/** Shows how far a long step is, as a bar with bytes, rate and time left, to a person who watches. */
final class Progress implements ProgressListener, AutoCloseable {
    private static final int WIDTH = 100;

    /** How far the work on one disk is. */
    private record Part(String what, long done, long total) {
        String on(DiskTarget disk) {
            return disk + " " + what + " " + (total == 0 ? 0 : 100 * done / total) + "%";
        }
    }

    private final Terminal terminal;
    private final Map<DiskTarget, Part> parts = new TreeMap<>();
    private String shown = "";
    private @Nullable ProgressBar bar;

    Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void progress(String what, long done, long total) {
        show(what, done, total, "");
    }

    /** Hears of one of several disks that are worked on side by side: one bar counts for all, and names each. */
    ProgressListener on(DiskTarget disk) {
        return (what, done, total) -> {
            synchronized (this) {
                parts.put(disk, new Part(what, done, total));
                String each = parts.entrySet().stream()
                        .map(part -> part.getValue().on(part.getKey()))
                        .collect(joining(", "));
                show(
                        "merge",
                        parts.values().stream().mapToLong(Part::done).sum(),
                        parts.values().stream().mapToLong(Part::total).sum(),
                        each);
            }
        };
    }

    private synchronized void show(String what, long done, long total, String more) {
        if (!terminal.watched() || terminal.format() == OutputFormat.JSON) {
            return;
        }
        ProgressBar now = bar;
        if (now == null || !what.equals(shown)) {
            close();
            now = start(what, total);
            bar = now;
            shown = what;
        }
        now.setExtraMessage(more).maxHint(total).stepTo(done);
    }

    private ProgressBar start(String what, long total) {
        return new ProgressBarBuilder()
                .setTaskName(Printable.of(what))
                .setInitialMax(total)
                .setUnit(" MiB", 1 << 20)
                .setSpeedUnit(ChronoUnit.SECONDS)
                .showSpeed()
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(terminal.err(), WIDTH))
                .setUpdateIntervalMillis(250)
                .build();
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
