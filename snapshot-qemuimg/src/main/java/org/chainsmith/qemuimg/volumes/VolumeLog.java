package org.chainsmith.qemuimg.volumes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chainsmith.core.operation.Operation;
import org.chainsmith.core.operation.OperationLog.Direction;
import org.chainsmith.core.operation.OperationLog.Ended;
import org.chainsmith.core.operation.OperationLog.Open;
import org.chainsmith.core.operation.OperationLog.Outcome;

/** What the lines of one volume's log add up to. */
final class VolumeLog {
    private static final int REMEMBERED = 100;

    private final List<Ended> ended = new ArrayList<>();
    private Optional<Operation> open = Optional.empty();
    private Direction direction = Direction.FORWARD;
    private int done;

    VolumeLog copy() {
        VolumeLog copy = new VolumeLog();
        copy.ended.addAll(ended);
        copy.open = open;
        copy.direction = direction;
        copy.done = done;
        return copy;
    }

    void ended(Ended past) {
        ended.add(past);
    }

    void begun(Operation operation) {
        require(open.isEmpty(), "an operation begins within another");
        open = Optional.of(operation);
        direction = Direction.FORWARD;
        done = 0;
    }

    /** This step and all before it are done. */
    void stepDone(String operation, int step) {
        require(
                isOpen(operation) && direction == Direction.FORWARD && step >= done,
                "step " + step + " is out of order");
        done = step + 1;
    }

    void turnedBack(String operation, int step) {
        require(isOpen(operation), "an operation turns back that is not open");
        done = step;
        direction = Direction.BACK;
    }

    void over(String operation, Outcome outcome) {
        require(isOpen(operation), "an operation ends that is not open");
        ended.add(Ended.of(open.orElseThrow(), outcome));
        open = Optional.empty();
    }

    private boolean isOpen(String operation) {
        return open.filter(it -> it.id().value().equals(operation)).isPresent();
    }

    private static void require(boolean holds, String fact) {
        if (!holds) {
            throw new IllegalArgumentException(fact);
        }
    }

    Optional<Open> open() {
        return open.map(operation -> new Open(operation, done, direction));
    }

    /** The last operations that ended, oldest first. */
    List<Ended> ended() {
        return List.copyOf(ended.subList(Math.max(0, ended.size() - REMEMBERED), ended.size()));
    }
}
