package org.chainsmith.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.chainsmith.app.place.GlusterPlace;
import org.chainsmith.app.place.VolumePlace;
import org.chainsmith.testkit.lab.Guest.Stall;
import org.chainsmith.testkit.lab.LibvirtLab;
import org.chainsmith.testkit.lab.NeedsServer;
import org.chainsmith.testkit.lab.StorageLab;
import org.chainsmith.testkit.lab.StorageServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/**
 * A disk that QEMU opens by libgfapi, on a host whose libvirt opens it, too, by its own driver: it reads headers, so that a
 * live merge keeps relative names, and hears nothing about the guest while it waits for Gluster to let go.
 */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@NeedsServer(StorageServer.GLUSTER)
@Timeout(1800)
final class GuestOnGlusterDriverIT extends NetworkDiskStory {
    private static final Duration FREEZE_DEADLINE = Duration.ofSeconds(8);

    private final StorageLab storage;

    GuestOnGlusterDriverIT(LibvirtLab guests, StorageLab storage) {
        super(guests);
        this.storage = storage;
    }

    @Override
    LibvirtLab host(LibvirtLab shared) {
        return shared.newHostWithGlusterDriver();
    }

    @Override
    VolumePlace newPlace(LibvirtLab guests) {
        return GlusterPlace.in(storage, guests);
    }

    @Override
    String format() {
        return "raw";
    }

    @Override
    List<String> quiesced() {
        return List.of("--quiesce", "require", "--freeze-deadline", "60");
    }

    private Duration longestStall() {
        return guest().stalls("web").stream()
                .map(Stall::length)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Once it stood still for 11 s, as libvirt did not hear that it was to be thawed after 8. */
    @Test
    void guestStandsStillNoLongerThanItMay() {
        startGuest();
        JsonNode chain = chain();
        List<String> names = place().names();
        JsonNode refused = shell().with("CHAINSMITH_OUTPUT", "json")
                .run(onGuest("snapshot", "create", "--disk", "vda", "--quiesce", "require"))
                .error();
        assertThat(refused.path("code").asString()).isEqualTo("freeze-missed");
        assertThat(refused.path("message").asString()).contains("was not frozen", "8000 ms");
        assertThat(chain()).isEqualTo(chain);
        assertThat(place().names()).isEqualTo(names);
        System.out.println("Gluster driver, require: refused, longest stall "
                + longestStall().toMillis() + " ms");

        JsonNode taken = run("snapshot", "create", "--disk", "vda", "--quiesce", "prefer");
        assertThat(taken.path("consistency").asString()).isEqualTo("crash");
        assertThat(taken.path("note").asString()).contains("was not frozen");
        assertThat(taken.path("frozen-ms").asLong()).isZero();
        Duration unfrozen = longestStall();
        System.out.println("Gluster driver, prefer: not frozen, longest stall " + unfrozen.toMillis() + " ms");
        assertThat(unfrozen).isLessThan(FREEZE_DEADLINE);

        JsonNode allowed =
                run("snapshot", "create", "--disk", "vda", "--quiesce", "require", "--freeze-deadline", "60");
        assertThat(allowed.path("consistency").asString()).isEqualTo("filesystem");
        Duration frozen = longestStall();
        System.out.println("Gluster driver, require within 60 s: frozen for "
                + allowed.path("frozen-ms").asLong() + " ms, longest stall " + frozen.toMillis() + " ms");
        assertThat(frozen).isGreaterThan(FREEZE_DEADLINE).isLessThan(Duration.ofSeconds(60));
    }
}
