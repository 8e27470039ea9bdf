package org.chainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.backend.LiveDisks;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.guest.Attachment;
import org.junit.jupiter.api.Test;

/** A client in one thread sees what others do to a guest whole or not at all. */
final class MemoryHypervisorTest {
    /** Once red: a guest that died in the thread that thawed it was seen as active, with a disk of no image. */
    @Test
    void dyingGuestIsOpenOrOff() {
        MemoryLiveWorld world = new MemoryLiveWorld(MemoryLiveWorld.ALL, ImageFormat.RAW);
        LiveDisks disks = world.open(Effects.DIRECT).live();
        Attachment at = world.attached().values().iterator().next();
        CompletableFuture<Void> dying = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20_000; i++) {
                world.kill();
                world.start();
            }
        });
        while (!dying.isDone()) {
            disks.open(at).ifPresent(chain -> assertThat(chain.images()).isNotEmpty());
        }
        dying.join();
    }
}
