package org.chainsmith.app.answer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.chainsmith.core.error.SnapshotException;

/** An error: its stable code, its kind, and what the operator can do. */
public record ErrorAnswer(SnapshotException error) implements Answer {
    public ErrorAnswer {
        requireNonNull(error, "error is null");
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("code", error.code().id())
                .put("kind", error.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("message", error.getMessage())
                .put("volume", error.volume().orElse(null))
                .put("chain", error.chain().orElse(null))
                .put("hint", error.hint().orElse(null));
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("chainsmith: " + error.getMessage());
        error.chain().ifPresent(chain -> lines.add("  chain: " + chain));
        error.hint().ifPresent(hint -> lines.add("  hint: " + hint));
        return lines;
    }
}
