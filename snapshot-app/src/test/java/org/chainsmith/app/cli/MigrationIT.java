package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.testkit.fault.KillAtEffect;
import org.chainsmith.testkit.fault.Killed;
import org.chainsmith.testkit.fault.When;
import org.chainsmith.testkit.lab.Guest;
import org.chainsmith.testkit.lab.GuestDisk;
import org.chainsmith.testkit.lab.LabExtension;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guest that migrates while an operation on its volume is open. The host that it left still has its definition, takes it
 * for off and must change nothing; the host where it is settles the operation.
 */
@ExtendWith(LabExtension.class)
@Timeout(900)
final class MigrationIT {
    private static final String SERIAL = "web";
    private static final int STRIDE = Boolean.getBoolean("chainsmith.full") ? 1 : 11;

    private final LibvirtLab home;
    private final VolumeId volume = VolumeId.random();

    @TempDir
    private Path state;

    private LibvirtLab away;
    private Path folder;
    private Guest guest;

    MigrationIT(LibvirtLab lab) {
        this.home = lab;
    }

    @BeforeEach
    void startGuest() throws IOException {
        away = home.newHost();
        folder = home.newDirectory();
        GuestDisk made = home.newDisk(folder, SERIAL, "raw");
        GuestDisk disk = new GuestDisk(SERIAL, folder.resolve("volume-" + volume), "raw");
        Files.move(made.image(), disk.image());
        guest = home.startGuest("moving", disk);
        guest.awaitRecordAfter(SERIAL, 3);
    }

    @AfterEach
    void endGuest() {
        guest.close();
        away.close();
        if (home.virsh("list", "--all", "--name").contains("moving")) {
            home.virsh("undefine", "moving");
        }
    }

    private String[] line(LibvirtLab host, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--connect", host.uri(), "--domain", "moving", "--state", state.toString()));
        return all.toArray(String[]::new);
    }

    private Shell.Outcome run(LibvirtLab host, String... words) {
        return Shell.onLibvirt(Effects.DIRECT).with("CHAINSMITH_OUTPUT", "json").run(line(host, words));
    }

    private List<String> chain(LibvirtLab host) {
        return run(host, "chain", "show", "--disk", "vda")
                .json()
                .path("chain")
                .valueStream()
                .map(image -> image.path("image").asString())
                .toList();
    }

    /** Whether the command died at this effect, on the host where the guest is before it moves. */
    private boolean diesAt(int effect, String... words) {
        KillAtEffect effects = KillAtEffect.kill(When.BEFORE, effect);
        try {
            Shell.onLibvirt(effects).run(line(home, words));
        } catch (Killed expected) {
            assertThat(effects.isDead()).isTrue();
        }
        return effects.isDead();
    }

    /** There and, when all is settled, back again. libvirt lets no guest go while a block job runs. */
    private void settledAfterTheMove(String... command) throws IOException {
        if (!run(home, "job", "list").json().path("jobs").isEmpty()) {
            assertThat(run(home, "recover").exit()).isZero();
        }
        String before = Files.readString(folder.resolve("volume-" + volume + ".info"));
        guest = home.migrate(guest, away);
        Shell.Outcome left = run(home, "recover");
        if (left.exit() != 0) {
            assertThat(left.exit()).as("%s", left).isEqualTo(7);
            assertThat(folder.resolve("volume-" + volume + ".info")).hasContent(before);
        }
        Shell.Outcome recovered = run(away, "recover");
        assertThat(recovered.exit()).as("%s", recovered).isZero();
        Shell.Outcome repeated = run(away, command);
        assertThat(repeated.exit()).as("%s", repeated).isZero();
        guest.awaitRecordAfter(SERIAL, guest.lastRecord(SERIAL));
        guest = away.migrate(guest, home);
    }

    @Test
    void itIsSettledWhereTheGuestIs() throws IOException {
        run(home, "snapshot", "create", "--quiesce", "never");
        boolean died = true;
        for (int effect = 1; died; effect += STRIDE) {
            String snapshot = SnapshotId.random().value();
            String[] create = {"snapshot", "create", "--id", snapshot, "--quiesce", "never"};
            String[] delete = {"snapshot", "delete", snapshot};
            died = diesAt(effect, create);
            settledAfterTheMove(create);
            assertThat(chain(home))
                    .as("created, killed before effect %d", effect)
                    .hasSize(3);
            died |= diesAt(effect, delete);
            settledAfterTheMove(delete);
            assertThat(chain(home))
                    .as("deleted, killed before effect %d", effect)
                    .hasSize(2);
        }
        long last = guest.lastRecord(SERIAL);
        guest.awaitRecordAfter(SERIAL, last + 1);
    }
}
