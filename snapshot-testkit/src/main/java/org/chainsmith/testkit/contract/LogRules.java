package org.chainsmith.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.chainsmith.core.chain.ChainRange;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.operation.Commit;
import org.chainsmith.core.operation.CreateBase;
import org.chainsmith.core.operation.CreateOverlay;
import org.chainsmith.core.operation.ForgetLedger;
import org.chainsmith.core.operation.MergeChoice;
import org.chainsmith.core.operation.Operation;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.operation.OperationKind;
import org.chainsmith.core.operation.OperationLog;
import org.chainsmith.core.operation.OperationLog.Ended;
import org.chainsmith.core.operation.OperationLog.Open;
import org.chainsmith.core.operation.OperationLog.Outcome;
import org.chainsmith.core.operation.Plan;
import org.chainsmith.core.operation.Pull;
import org.chainsmith.core.operation.RecordLedger;
import org.chainsmith.core.operation.RemoveImages;
import org.chainsmith.core.operation.Repoint;
import org.chainsmith.core.operation.Step;
import org.chainsmith.core.snapshot.Volume;
import org.chainsmith.core.snapshot.VolumeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keeping the operation log. */
interface LogRules extends Rules {
    /** An operation with one step of every kind. It is only written down, never carried out. */
    private Operation anyOperation(Volume volume) {
        List<Image> images = volume.chain().images();
        ChainRange range =
                new ChainRange(images.get(0).name(), volume.chain().active().name());
        List<Step> steps = List.of(
                new CreateBase(images.get(0)),
                new CreateOverlay(images.get(1), images.get(0)),
                new Commit(volume.chain(), range, 4096),
                new Pull(volume.chain(), range, 8192),
                new Repoint(images.get(2), images.get(1), images.get(0)),
                new RecordLedger(Optional.empty(), volume.ledger()),
                new RecordLedger(Optional.of(volume.ledger()), volume.ledger()),
                new RemoveImages(List.of(images.get(1)), RemoveImages.Scope.CHAIN_REMAINS),
                new RemoveImages(List.of(images.get(0), images.get(2)), RemoveImages.Scope.WHOLE_VOLUME),
                new ForgetLedger());
        Plan plan = new Plan(
                OperationKind.DELETE_SNAPSHOTS,
                volume.id(),
                Layers.ids(volume),
                Optional.of(volume.chain()),
                Optional.empty(),
                steps,
                List.of(
                        new MergeChoice(range, range.base(), "because", List.of()),
                        new MergeChoice(range, range.top(), "naïve \"quotes\" \\ and \n lines", List.of())),
                12345);
        return new Operation(OperationId.random(), plan);
    }

    @Test
    @DisplayName("LO-01 an operation that was begun is open, as it was written, also after a restart")
    default void begunOperationIsOpen() {
        Operation operation = anyOperation(volume(2));
        VolumeId volume = operation.plan().volume();
        assertThat(backend().log().open(volume)).isEmpty();
        backend().log().begin(operation);
        assertThat(backend().log().open(volume)).contains(new Open(operation, 0));
        assertThat(reopened().log().open(volume)).contains(new Open(operation, 0));
        assertThat(reopened().log().volumes()).contains(volume);
    }

    @Test
    @DisplayName("LO-02 each step recorded as done stays recorded, also after a restart")
    default void doneStepsStayDone() {
        Operation operation = anyOperation(volume(2));
        backend().log().begin(operation);
        int steps = operation.plan().steps().size();
        IntStream.range(0, steps).forEach(step -> {
            backend().log().stepDone(operation, step);
            assertThat(reopened().log().open(operation.plan().volume())).contains(new Open(operation, step + 1));
        });
    }

    @Test
    @DisplayName("LO-07 a step recorded as done speaks for all before it, also after a restart")
    default void aDoneStepSpeaksForThoseBeforeIt() {
        Operation operation = anyOperation(volume(2));
        backend().log().begin(operation);
        backend().log().stepDone(operation, 3);
        assertThat(reopened().log().open(operation.plan().volume())).contains(new Open(operation, 4));
    }

    @Test
    @DisplayName("LO-03 ended operations are no longer open and are remembered, oldest first, also after a restart")
    default void endedOperationsAreRemembered() {
        Volume volume = volume(2);
        List<Ended> before = backend().log().ended(volume.id());
        Operation first = anyOperation(volume);
        Operation second = anyOperation(volume);
        backend().log().begin(first);
        backend().log().stepDone(first, 0);
        backend().log().end(first, Outcome.TAKEN_BACK);
        backend().log().begin(second);
        backend().log().end(second, Outcome.COMPLETED);
        for (OperationLog log : List.of(backend().log(), reopened().log())) {
            assertThat(log.open(volume.id())).isEmpty();
            assertThat(log.ended(volume.id()))
                    .startsWith(before.toArray(Ended[]::new))
                    .endsWith(Ended.of(first, Outcome.TAKEN_BACK), Ended.of(second, Outcome.COMPLETED));
        }
    }

    @Test
    @DisplayName("LO-04 a record that dies anywhere is there or not, and the log goes on")
    default void interruptedRecordIsThereOrNot() {
        killAtEachEffect((backend, volume) -> backend.log().begin(anyOperation(volume)), volume -> {
            OperationLog log = reopened().log();
            log.open(volume.id()).ifPresent(open -> {
                assertThat(open.done()).isZero();
                assertThat(open.operation().plan())
                        .isEqualTo(anyOperation(volume).plan());
                log.end(open.operation(), Outcome.TAKEN_BACK);
            });
            Operation next = anyOperation(volume);
            log.begin(next);
            assertThat(reopened().log().open(volume.id())).contains(new Open(next, 0));
        });
    }

    @Test
    @DisplayName("LO-06 an operation that goes back is open so, with the step it goes back from, also after a restart")
    default void operationThatGoesBackIsOpenSo() {
        Operation operation = anyOperation(volume(2));
        backend().log().begin(operation);
        backend().log().stepDone(operation, 0);
        backend().log().turnBack(operation, 2);
        assertThat(reopened().log().open(operation.plan().volume()))
                .contains(new Open(operation, 2, OperationLog.Direction.BACK));
        reopened().log().end(operation, Outcome.TAKEN_BACK);
        assertThat(reopened().log().open(operation.plan().volume())).isEmpty();
    }

    @Test
    @DisplayName("LO-05 the log of one volume knows nothing of another")
    default void logsOfTwoVolumesAreApart() {
        Volume one = volume(2);
        Volume other = volume(2);
        List<Ended> before = backend().log().ended(other.id());
        backend().log().begin(anyOperation(one));
        assertThat(backend().log().open(other.id())).isEmpty();
        assertThat(backend().log().ended(other.id())).isEqualTo(before);
        assertThat(backend().log().open(VolumeId.random())).isEmpty();
    }
}
