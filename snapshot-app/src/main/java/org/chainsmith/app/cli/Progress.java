package org.chainsmith.app.cli;

import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.chainsmith.app.answer.Printable;
import org.chainsmith.core.backend.ProgressListener;
import org.jspecify.annotations.Nullable;

/** Shows how far a long step is, as a bar with bytes, rate and time left, to a person who watches. */
final class Progress implements ProgressListener, AutoCloseable {
    private static final int WIDTH = 100;

    private final Terminal terminal;
    private String shown = "";
    private @Nullable ProgressBar bar;

    Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void progress(String what, long done, long total) {
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
        now.maxHint(total).stepTo(done);
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
