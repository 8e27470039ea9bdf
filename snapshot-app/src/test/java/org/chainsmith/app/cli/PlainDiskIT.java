package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.lab.Guest;
import org.chainsmith.testkit.lab.GuestDisk;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.Records;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A guest whose disks no volume service made: files of any name, and what is on record is in its domain's metadata. */
@ExtendWith(LabExtension.class)
@Timeout(600)
final class PlainDiskIT {
    private static final int STRIDE = Boolean.getBoolean("chainsmith.full") ? 1 : 7;

    private final LibvirtLab lab;

    @TempDir
    Path state;

    private Path folder;
    private Guest guest;

    PlainDiskIT(LibvirtLab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void startGuest() {
        folder = lab.newDirectory();
        GuestDisk web = lab.newDisk(folder, "web", "raw");
        GuestDisk data = lab.newDisk(folder, "data", "qcow2");
        guest = lab.startGuest("plain", web, data);
        guest.awaitRecordAfter("web", 3);
    }

    @AfterEach
    void endGuest() {
        guest.close();
    }

    private JsonNode run(String... arguments) {
        return Shell.onLibvirt(Effects.DIRECT).json(ofGuest(arguments));
    }

    private String[] ofGuest(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--connect", lab.uri(), "--domain", "plain", "--state", state.toString()));
        return all.toArray(String[]::new);
    }

    private List<String> chain(String disk) {
        return run("chain", "show", "--disk", disk)
                .path("chain")
                .valueStream()
                .map(image -> image.path("image").asString())
                .toList();
    }

    private List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Records awaitRecords() {
        guest.awaitRecordAfter("web", guest.lastRecord("web") + 3);
        return Records.read(folder.resolve("web.raw"), "raw");
    }

    @Test
    void itsSnapshotsAreTakenKeptAndDeletedWhileItRunsAndWhileItIsOff() throws IOException {
        SnapshotId first = SnapshotId.random();
        SnapshotId second = SnapshotId.random();

        run("snapshot", "create", "--disk", "vda", "--disk", "vdb", "--quiesce", "require");
        String before = lab.virsh("metadata", "plain", "--config", "--uri", uriOf("vda"));
        assertThat(before).contains("image name=\"web.raw\" format=\"raw\"", "consistency=\"filesystem\"");
        Records kept = awaitRecords();
        run("snapshot", "create", "--disk", "vda", "--id", first.value(), "--quiesce", "never");
        run("snapshot", "create", "--disk", "vda", "--id", second.value(), "--quiesce", "never");
        assertThat(chain("vda")).hasSize(4).startsWith("web.raw").endsWith("web.raw." + second);
        assertThat(chain("vdb")).hasSize(2).startsWith("data.qcow2");
        assertThat(files(folder)).hasSize(6).noneMatch(name -> name.startsWith("."));

        run("snapshot", "delete", "--disk", "vda", first.value());
        assertThat(chain("vda")).hasSize(3).doesNotContain("web.raw." + first);
        assertThat(Records.read(folder.resolve("web.raw"), "raw")).isEqualTo(kept);

        lab.virsh("destroy", "plain");
        List<String> sealed = chain("vda");
        run("snapshot", "restore", "--disk", "vda", second.value());
        assertThat(chain("vda"))
                .hasSize(3)
                .startsWith(sealed.get(0), sealed.get(1))
                .isNotEqualTo(sealed);
        guest.start();
        guest.awaitRecordAfter("web", kept.last());
        lab.virsh("destroy", "plain");
        run("snapshot", "delete", "--disk", "vda", second.value());
        List<String> left = chain("vda");
        assertThat(left).hasSize(2).startsWith("web.raw");
        guest.start();
        guest.awaitRecordAfter("web", kept.last());
        assertThat(chain("vda")).isEqualTo(left);
        assertThat(Records.read(folder.resolve("web.raw"), "raw")).isEqualTo(kept);
        assertThat(files(state))
                .filteredOn(name -> !name.startsWith("disk-"))
                .containsExactly("definitions.lock", "reserve");
        assertThat(run("recover").path("volumes").valueStream())
                .allMatch(volume -> volume.path("found").isEmpty());
    }

    /** Of a creation on both disks, which begins without any record, and later goes on from one. */
    @Test
    void whereverItsTakerDiesTheSnapshotIsTakenOrNot() {
        int effect = 0;
        boolean died = true;
        while (died) {
            KillAtEffect effects = KillAtEffect.kill(When.BEFORE, effect);
            String id = SnapshotId.random().value();
            String[] create = {"snapshot", "create", "--id", id, "--quiesce", "never"};
            try {
                Shell.onLibvirt(effects).run(ofGuest(create));
            } catch (Killed expected) {
                assertThat(effects.isDead()).isTrue();
            }
            died = effects.isDead();
            run("recover");
            int taken = chain("vda").size();
            assertThat(chain("vdb")).as("killed before effect " + effect).hasSize(taken);
            run(create);
            assertThat(chain("vda")).endsWith("web.raw." + id).hasSize(2);
            assertThat(chain("vdb")).endsWith("data.qcow2." + id).hasSize(2);
            Records.read(folder.resolve("web.raw"), "raw");
            run("snapshot", "delete", id);
            assertThat(chain("vda")).containsExactly("web.raw");
            assertThat(chain("vdb")).containsExactly("data.qcow2");
            effect += STRIDE;
        }
        assertThat(effect).isGreaterThan(4 * STRIDE);
    }

    private String uriOf(String disk) {
        String volume = run("chain", "show", "--disk", disk).path("volume").asString();
        return "https://chainsmith.org/xmlns/disk/1/" + volume;
    }

    @Test
    void aGuestThatIsNotDefinedIsRefused() throws IOException {
        String definition = lab.virsh("dumpxml", "plain", "--inactive");
        lab.virsh("undefine", "plain");
        Shell.Outcome outcome = Shell.onLibvirt(Effects.DIRECT)
                .with("CHAINSMITH_OUTPUT", "json")
                .run(ofGuest("snapshot", "create"));
        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.error().path("message").asString()).contains("transient");
        assertThat(files(folder)).containsExactly("data.qcow2", "web.raw");
        lab.defineGuest("plain", definition);
    }
}
