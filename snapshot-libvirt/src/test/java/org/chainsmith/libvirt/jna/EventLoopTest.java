package org.chainsmith.libvirt.jna;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class EventLoopTest {
    @Test
    void loopGoesOnAfterFailuresOfEveryKind() throws InterruptedException {
        AtomicInteger rounds = new AtomicInteger();
        CountDownLatch past = new CountDownLatch(4);
        EventLoop loop = new EventLoop(() -> {
            past.countDown();
            switch (rounds.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("on purpose");
                case 2 -> throw new StackOverflowError("on purpose");
                case 3 -> Thread.currentThread().interrupt();
                default -> Thread.onSpinWait();
            }
        });

        assertThat(past.await(10, TimeUnit.SECONDS)).isTrue();
        loop.end();
    }

    @Test
    void thereIsOneLoopInTheProcess() {
        assertThat(EventLoop.running()).isSameAs(EventLoop.running());
        assertThat(EventLoop.running().isCurrentThread()).isFalse();
    }
}
