package org.chainsmith.core.operation;

/** One method for each kind of step, for those who turn steps into something else: a log line, a table, JSON. */
public interface StepVisitor<T> {
    T createBase(CreateBase step);

    T createOverlay(CreateOverlay step);

    T commit(Commit step);

    T pull(Pull step);

    T repoint(Repoint step);

    T recordLedger(RecordLedger step);

    T forgetLedger(ForgetLedger step);

    T removeImages(RemoveImages step);

    T switchToOverlay(SwitchToOverlay step);

    T liveCommit(LiveCommit step);

    T livePull(LivePull step);

    T followDefinition(FollowDefinition step);

    T listLayers(ListLayers step);
}
