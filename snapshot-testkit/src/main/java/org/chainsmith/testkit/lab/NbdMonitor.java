package org.chainsmith.testkit.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Where an NBD server that runs is told of exports, by QMP. */
final class NbdMonitor implements AutoCloseable {
    private static final AtomicInteger EXPORTS = new AtomicInteger();

    private final SocketChannel channel;
    private final BufferedReader answers;

    private NbdMonitor(SocketChannel channel) {
        this.channel = channel;
        this.answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    static NbdMonitor connect(Path socket) {
        try {
            NbdMonitor monitor = new NbdMonitor(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
            monitor.answers.readLine(); // the greeting
            monitor.run("{\"execute\":\"qmp_capabilities\"}");
            return monitor;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a file an export. */
    void export(String name, Path file) {
        String node = "added-" + EXPORTS.incrementAndGet();
        run("{\"execute\":\"blockdev-add\",\"arguments\":{\"driver\":\"file\",\"node-name\":\"" + node
                + "\",\"filename\":\"" + file + "\"}}");
        run("{\"execute\":\"block-export-add\",\"arguments\":{\"type\":\"nbd\",\"id\":\"" + node + "\",\"node-name\":\""
                + node + "\",\"name\":\"" + name + "\",\"writable\":true}}");
    }

    private void run(String command) {
        try {
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
            String answer = answers.readLine();
            if (answer == null || !answer.contains("\"return\"")) {
                throw new AssertionError("the NBD server answered " + answer + " to " + command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
