package org.chainsmith.testkit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A socket in front of libvirtd's own that lets calls and answers through, and loses every event. */
public final class LostEvents implements AutoCloseable {
    /** Source: libvirt, remote_protocol.x. Messages that keep a connection alive have another number. */
    private static final int REMOTE_PROGRAM = 0x20008086;
    /** Neither a call nor the answer to one. Source: libvirt, virnetprotocol.x. */
    private static final int MESSAGE = 2;

    private static final int PROGRAM_AT = 4;
    private static final int TYPE_AT = 16;
    private static final int BUFFER = 64 << 10;

    private final Path socket;
    private final Path daemon;
    private final Queue<Channel> opened = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lost = new AtomicInteger();

    LostEvents(Path socket, Path daemon) {
        this.socket = socket;
        this.daemon = daemon;
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            opened.add(server);
            server.bind(UnixDomainSocketAddress.of(socket));
            inBackground(() -> accept(server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URI under which libvirt's clients reach this socket. */
    public String uri() {
        return LibvirtLab.uri(socket);
    }

    /** How many events were lost so far. */
    public int lost() {
        return lost.get();
    }

    private void accept(ServerSocketChannel server) throws IOException {
        while (true) {
            SocketChannel client = server.accept();
            opened.add(client);
            SocketChannel libvirtd = SocketChannel.open(UnixDomainSocketAddress.of(daemon));
            opened.add(libvirtd);
            inBackground(() -> passCalls(client, libvirtd));
            inBackground(() -> passAnswers(libvirtd, client));
        }
    }

    private static void passCalls(SocketChannel client, SocketChannel libvirtd) throws IOException {
        try (client;
                libvirtd) {
            ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
            while (client.read(bytes.clear()) >= 0) {
                write(libvirtd, bytes.flip());
            }
        }
    }

    /** Each message begins with its length, which counts these four bytes too. */
    private void passAnswers(SocketChannel libvirtd, SocketChannel client) throws IOException {
        try (libvirtd;
                client) {
            ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
            while (isFilled(length.clear(), libvirtd)) {
                ByteBuffer message = ByteBuffer.allocate(length.getInt(0)).putInt(length.getInt(0));
                if (!isFilled(message, libvirtd)) {
                    return;
                }
                if (message.getInt(PROGRAM_AT) == REMOTE_PROGRAM && message.getInt(TYPE_AT) == MESSAGE) {
                    lost.incrementAndGet();
                } else {
                    write(client, message.flip());
                }
            }
        }
    }

    private static boolean isFilled(ByteBuffer buffer, SocketChannel from) throws IOException {
        while (buffer.hasRemaining()) {
            if (from.read(buffer) < 0) {
                return false;
            }
        }
        return true;
    }

    private static void write(SocketChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Every work ends with an exception, at the latest when its channels are closed. */
    private static void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        return; // one of both sides has gone, and the other one notices
                    }
                },
                "lost events");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        for (Channel channel : opened) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
