package org.chainsmith.libvirt;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the connection.
 *
 * @param uri of the hypervisor; empty for libvirt's own default, which knows LIBVIRT_DEFAULT_URI
 * @param keepAlive after which silence the daemon is asked whether it is there, in whole seconds; zero asks never
 * @param missedKeepAlives unanswered questions in a row after which the connection is given up
 * @param reconnects how often a new connection is tried when the old one broke, before a call fails
 * @param firstPause before the second try; doubled for each further one, up to {@code longestPause}
 * @param longestPause between two tries
 * @param jobInterval after which a block job is asked after when no event comes
 * @param jobBandwidth bytes per second that a block job may copy when it starts; 0 for no limit
 * @param locks the directory through which processes exclude each other when they change definitions of guests; empty if
 *     only this one does
 */
public record LibvirtConfig(
        Optional<URI> uri,
        Duration keepAlive,
        int missedKeepAlives,
        int reconnects,
        Duration firstPause,
        Duration longestPause,
        Duration jobInterval,
        long jobBandwidth,
        Optional<Path> locks) {
    public LibvirtConfig {
        requireNonNull(uri, "uri is null");
        requireNonNull(keepAlive, "keepAlive is null");
        requireNonNull(firstPause, "firstPause is null");
        requireNonNull(longestPause, "longestPause is null");
        requireNonNull(jobInterval, "jobInterval is null");
        requireNonNull(locks, "locks is null");
    }

    /** The default hypervisor; a dead daemon is noticed within 20 s, a restarted one is waited for about 10 s. */
    public static LibvirtConfig defaults() {
        return new LibvirtConfig(
                Optional.empty(),
                Duration.ofSeconds(5),
                3,
                12,
                Duration.ofMillis(50),
                Duration.ofSeconds(2),
                Duration.ofMillis(250),
                0,
                Optional.empty());
    }

    public LibvirtConfig withUri(URI hypervisor) {
        return new LibvirtConfig(
                Optional.of(hypervisor),
                keepAlive,
                missedKeepAlives,
                reconnects,
                firstPause,
                longestPause,
                jobInterval,
                jobBandwidth,
                locks);
    }

    public LibvirtConfig withJobBandwidth(long bytesPerSecond) {
        return new LibvirtConfig(
                uri,
                keepAlive,
                missedKeepAlives,
                reconnects,
                firstPause,
                longestPause,
                jobInterval,
                bytesPerSecond,
                locks);
    }

    /** Excludes other processes that are given the same directory; it is made when it is needed. */
    public LibvirtConfig withLocks(Path directory) {
        return new LibvirtConfig(
                uri,
                keepAlive,
                missedKeepAlives,
                reconnects,
                firstPause,
                longestPause,
                jobInterval,
                jobBandwidth,
                Optional.of(directory));
    }

    /** What messages call the hypervisor. */
    String name() {
        return uri.map(URI::toString).orElse("libvirt's default hypervisor");
    }
}
