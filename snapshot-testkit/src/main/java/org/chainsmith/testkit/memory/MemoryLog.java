package org.chainsmith.testkit.memory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.operation.Operation;
import org.chainsmith.core.operation.OperationLog;
import org.chainsmith.core.snapshot.VolumeId;

/** The operation log on a {@link MemoryStore}; each record is one effect. */
final class MemoryLog implements OperationLog {
    /** What the log of one volume says. */
    record History(Optional<Open> open, List<Ended> ended) {
        static final History EMPTY = new History(Optional.empty(), List.of());

        History {
            ended = List.copyOf(ended);
        }
    }

    private final MemoryStore store;
    private final Effects effects;

    MemoryLog(MemoryStore store, Effects effects) {
        this.store = requireNonNull(store, "store is null");
        this.effects = requireNonNull(effects, "effects is null");
    }

    @Override
    public void begin(Operation operation) {
        History now = history(operation.plan().volume());
        require(now.open().isEmpty(), "an operation begins within another");
        append("begin", operation, new History(Optional.of(new Open(operation, 0)), now.ended()));
    }

    @Override
    public void stepDone(Operation operation, int step) {
        History now = history(operation.plan().volume());
        boolean inOrder = now.open()
                .filter(open -> open.operation().equals(operation))
                .filter(open -> open.direction() == Direction.FORWARD && step >= open.done())
                .isPresent();
        require(inOrder, "step " + step + " is out of order");
        append(
                "step " + step + " done",
                operation,
                new History(Optional.of(new Open(operation, step + 1)), now.ended()));
    }

    @Override
    public void turnBack(Operation operation, int step) {
        History now = history(operation.plan().volume());
        require(
                now.open().map(Open::operation).equals(Optional.of(operation)),
                "an operation turns back that is not open");
        append(
                "turn back",
                operation,
                new History(Optional.of(new Open(operation, step, Direction.BACK)), now.ended()));
    }

    @Override
    public void end(Operation operation, Outcome outcome) {
        History now = history(operation.plan().volume());
        require(now.open().map(Open::operation).equals(Optional.of(operation)), "an operation ends that is not open");
        List<Ended> ended = new ArrayList<>(now.ended());
        ended.add(Ended.of(operation, outcome));
        append("end", operation, new History(Optional.empty(), ended));
    }

    private void append(String what, Operation operation, History after) {
        effects.perform("log: " + what, () -> {
            store.logs.put(operation.plan().volume(), after);
        });
    }

    @Override
    public Optional<Open> open(VolumeId volume) {
        return history(volume).open();
    }

    @Override
    public List<Ended> ended(VolumeId volume) {
        return history(volume).ended();
    }

    @Override
    public List<VolumeId> volumes() {
        return List.copyOf(store.logs.keySet());
    }

    private History history(VolumeId volume) {
        return store.logs.getOrDefault(volume, History.EMPTY);
    }

    private static void require(boolean holds, String fact) {
        if (!holds) {
            throw new IllegalStateException(fact);
        }
    }
}
