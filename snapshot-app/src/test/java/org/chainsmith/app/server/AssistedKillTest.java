package org.chainsmith.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chainsmith.core.assist.AssistedRequest;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.assist.Group;
import org.chainsmith.core.catalog.SnapshotStatus;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.quiesce.QuiescePolicy;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.When;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The service dies at each of its outward effects and is started anew: the volume service ends in a state that is true, and
 * the guest reads what it read.
 */
final class AssistedKillTest {
    private static final int MANY = 200;

    @TempDir
    private Path folder;

    /** One life of a service, and the next. */
    private final class Story {
        final ComputeHost host;
        final KillAtEffect fault;
        final List<SnapshotId> there = new ArrayList<>();
        AssistedSnapshots side;

        Story(When when, int effect, int volumes) throws Exception {
            host = new ComputeHost(Files.createTempDirectory(folder, "state"), volumes);
            AssistedSnapshots before = host.start();
            for (int i = 0; i < 3; i++) {
                there.add(host.taken(before, host.volume()));
            }
            fault = KillAtEffect.kill(when, effect);
            side = host.start(fault, ComputeHost.settings());
        }

        /** The volume service's call; whether it was answered. */
        boolean call(AssistedRequest request) {
            try {
                side.submit(request);
                return true;
            } catch (Killed e) {
                return false;
            }
        }

        void workAndStartAnew() {
            try {
                host.work();
            } catch (Killed expected) {
                assertThat(fault.isDead()).isTrue();
            }
            if (fault.isDead()) {
                side = host.start();
            }
            for (int i = 0; i < 3; i++) {
                host.work();
                host.letTimePass();
            }
            assertThat(host.hasSomethingToDo()).isFalse();
            assertThat(side.operations())
                    .as("all has ended, and was reported, %s", fault)
                    .allMatch(operation -> operation.entry().acknowledgement().isPresent())
                    .extracting(operation -> operation.entry().id())
                    .doesNotHaveDuplicates();
            assertThat(host.hypervisor.isFrozen(ComputeHost.GUEST)).isFalse();
        }
    }

    private interface Scenario {
        /** Returns whether it was struck. */
        boolean play(When when, int effect) throws Exception;
    }

    enum Work {
        CREATE,
        COMMIT,
        PULL,
        GROUP
    }

    @ParameterizedTest
    @EnumSource
    void everyDeathEndsInATrueState(Work work) throws Exception {
        Scenario scenario = switch (work) {
            case CREATE -> this::create;
            case COMMIT -> (when, effect) -> delete(when, effect, 1);
            case PULL -> (when, effect) -> delete(when, effect, 2);
            case GROUP -> this::group;
        };
        for (When when : When.values()) {
            int effect = 0;
            while (scenario.play(when, effect)) {
                effect++;
                assertThat(effect).isLessThan(MANY);
            }
            assertThat(effect).as("effects of " + work).isGreaterThan(5);
        }
    }

    private boolean create(When when, int effect) throws Exception {
        Story story = new Story(when, effect, 1);
        ComputeHost host = story.host;
        VolumeId volume = host.volume();
        AssistedRequest.Create create = host.newSnapshot(volume);
        List<Long> content = host.content(volume);

        if (!story.call(create)) {
            host.catalog.resetStatus(create.snapshot(), SnapshotStatus.ERROR);
        }
        story.workAndStartAnew();

        assertTrue(host, create, when + " " + effect);
        assertThat(host.content(volume)).isEqualTo(content);
        host.stop();
        return story.fault.isDead();
    }

    /** Available if and only if the guest writes to the overlay, or did. */
    private static void assertTrue(ComputeHost host, AssistedRequest.Create create, String story) {
        boolean switched = host.chain(create.volume()).contains(create.overlay());
        assertThat(host.status(create.snapshot()))
                .as(story)
                .contains(switched ? SnapshotStatus.AVAILABLE : SnapshotStatus.ERROR);
    }

    private boolean delete(When when, int effect, int index) throws Exception {
        Story story = new Story(when, effect, 1);
        ComputeHost host = story.host;
        VolumeId volume = host.volume();
        SnapshotId snapshot = story.there.get(index);
        AssistedRequest.Delete delete = host.deletion(volume, snapshot);
        List<ImageName> chain = host.chain(volume).images();
        List<Long> content = host.content(volume);
        List<Long> oldest = host.store.content(chain.get(0));

        if (!story.call(delete)) {
            host.catalog.resetStatus(snapshot, SnapshotStatus.ERROR_DELETING);
        }
        story.workAndStartAnew();

        String told = when + " " + effect;
        boolean merged = host.chain(volume).images().size() < chain.size();
        if (host.status(snapshot).isEmpty()) {
            assertThat(merged).as(told).isTrue();
        } else {
            assertThat(host.status(snapshot)).as(told).contains(SnapshotStatus.ERROR_DELETING);
            host.catalog.resetStatus(snapshot, SnapshotStatus.AVAILABLE);
            host.catalog.requestDeletion(snapshot);
            story.side.submit(delete);
            host.work();
            assertThat(host.status(snapshot)).as(told + ", then asked again").isEmpty();
        }
        assertThat(host.chain(volume).images()).as(told).hasSize(chain.size() - 1);
        assertThat(host.content(volume)).as(told).isEqualTo(content);
        assertThat(host.store.content(chain.get(0))).as(told).isEqualTo(oldest);
        host.stop();
        return story.fault.isDead();
    }

    private boolean group(When when, int effect) throws Exception {
        Story story = new Story(when, effect, 3);
        ComputeHost host = story.host;
        List<AssistedRequest.Create> calls = new ArrayList<>();
        host.callFor(calls::add);
        Group group = ask(story);
        List<Integer> unanswered = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (story.fault.isDead() || !story.call(calls.get(i))) {
                unanswered.add(i);
            }
        }
        unanswered.forEach(i -> host.catalog.resetStatus(calls.get(i).snapshot(), SnapshotStatus.ERROR));
        story.workAndStartAnew();

        String told = when + " " + effect;
        for (AssistedRequest.Create call : calls) {
            assertTrue(host, call, told);
        }
        long switched = calls.stream()
                .filter(call -> host.chain(call.volume()).contains(call.overlay()))
                .count();
        assertThat(switched).as(told).isIn(0L, (long) host.disks.size());
        if (group != null) {
            assertThat(host.groups(story.side).look(group).status())
                    .as(told)
                    .isEqualTo(switched == 0 ? "error" : "available");
        }
        host.stop();
        return story.fault.isDead();
    }

    /** Null if the service died before it answered. */
    private static Group ask(Story story) {
        List<Group> answers = new ArrayList<>();
        Thread caller = new Thread(() -> {
            try {
                answers.add(story.side.take(
                        new Group.GroupRequest(ComputeHost.GUEST, List.of(), "", "", Map.of(), QuiescePolicy.PREFER)));
            } catch (Killed e) {
                assertThat(story.fault.isDead()).isTrue();
            }
        });
        caller.start();
        while (caller.isAlive()) {
            try {
                story.host.work();
            } catch (Killed e) {
                caller.interrupt();
                break;
            }
            Thread.onSpinWait();
        }
        return answers.isEmpty() ? null : answers.get(0);
    }
}
