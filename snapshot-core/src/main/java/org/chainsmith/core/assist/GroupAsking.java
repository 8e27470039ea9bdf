package org.chainsmith.core.assist;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.chainsmith.core.catalog.CatalogSnapshot;
import org.chainsmith.core.catalog.SnapshotRequest;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.operation.OperationId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;

/** Asks the volume service for the snapshots of a group, all at the same time. */
record GroupAsking(
        Function<SnapshotRequest, CatalogSnapshot> service,
        Groups groups,
        Executor talk,
        BiConsumer<OperationId, String> giveUp) {
    GroupAsking {
        requireNonNull(service, "service is null");
        requireNonNull(groups, "groups is null");
        requireNonNull(talk, "talk is null");
        requireNonNull(giveUp, "giveUp is null");
    }

    /** Returns the group with the ids of its snapshots; gives it up if one of them cannot be had. */
    Group ask(Group group) {
        List<CompletableFuture<Void>> answers = group.files().stream()
                .map(volume -> CompletableFuture.runAsync(() -> ask(group, volume), talk))
                .toList();
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException e) {
            SnapshotException cause = e.getCause() instanceof SnapshotException known ? known : null;
            giveUp.accept(group.id(), "The volume service could not be asked for all snapshots.");
            if (cause == null) {
                throw e;
            }
            throw cause.inOperation(group.id());
        }
        return groups.find(group.id()).orElseThrow();
    }

    private void ask(Group group, VolumeId volume) {
        SnapshotId snapshot = service.apply(group.snapshotOf(volume)).id();
        groups.named(group.id(), volume, snapshot);
    }
}
