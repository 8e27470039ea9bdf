package org.chainsmith.libvirt;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** libvirt's driver for tests: it lives in this process and needs no daemon. Its default has one running domain. */
final class TestDriver {
    static final String DOMAIN = "test";

    private TestDriver() {}

    static LibvirtConfig config() {
        return quick("test:///default");
    }

    /** Notices and gives up sooner. */
    static LibvirtConfig quick(String uri) {
        return new LibvirtConfig(
                Optional.of(URI.create(uri)),
                Duration.ofSeconds(1),
                2,
                6,
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                Duration.ofMillis(100),
                0,
                Optional.empty());
    }

    static LibvirtSession session() {
        return LibvirtSession.open(config());
    }
}
