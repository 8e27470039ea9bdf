package org.chainsmith.qemuimg.network;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.chainsmith.core.chain.StorageHost;

/**
 * A conversation with an NBD server: fixed newstyle, no TLS, one request at a time. Source: NetworkBlockDevice/nbd,
 * doc/proto.md.
 */
final class NbdConnection implements AutoCloseable {
    private static final int PORT = 10_809;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long MAGIC = 0x4e42444d41474943L;
    private static final long OPTION_MAGIC = 0x49484156454f5054L;
    private static final long REPLY_MAGIC = 0x3e889045565a9L;
    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int SIMPLE_REPLY_MAGIC = 0x67446698;

    private static final int FIXED_NEWSTYLE = 1;
    private static final int FIXED_NEWSTYLE_NO_ZEROES = 3;
    private static final int OPTION_ABORT = 2;
    private static final int OPTION_LIST = 3;
    private static final int OPTION_GO = 7;
    private static final int REPLY_ACK = 1;
    private static final int REPLY_SERVER = 2;
    private static final int REPLY_INFO = 3;
    private static final int ERROR_UNKNOWN = 0x80000006;
    private static final int INFO_EXPORT = 0;
    private static final int INFO_BLOCK_SIZE = 3;

    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int DISCONNECT = 2;
    private static final int FLUSH = 3;
    private static final int CAN_FLUSH = 1 << 2;

    private final AutoCloseable socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private boolean negotiating = true;

    /**
     * An export.
     *
     * @param flags what it can do
     * @param blockSize of which positions and lengths are multiples
     */
    record Export(long size, int flags, int blockSize) {}

    private NbdConnection(AutoCloseable socket, InputStream in, OutputStream out) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(new BufferedOutputStream(out));
        greet();
    }

    static NbdConnection to(StorageHost host) throws IOException {
        if (host instanceof StorageHost.UnixSocket local) {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(local.path()));
            return greeted(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        }
        StorageHost.Inet inet = (StorageHost.Inet) host;
        Socket socket = new Socket();
        try {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(inet.name(), inet.port().orElse(PORT)), (int) PATIENCE.toMillis());
            return greeted(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static NbdConnection greeted(AutoCloseable socket, InputStream in, OutputStream out) throws IOException {
        try {
            return new NbdConnection(socket, in, out);
        } catch (IOException e) {
            end(socket);
            throw e;
        }
    }

    private void greet() throws IOException {
        if (in.readLong() != MAGIC || in.readLong() != OPTION_MAGIC || (in.readShort() & FIXED_NEWSTYLE) == 0) {
            throw new IOException("not an NBD server of the fixed newstyle");
        }
        out.writeInt(FIXED_NEWSTYLE_NO_ZEROES);
        out.flush();
    }

    /** The names of all exports. */
    List<String> exports() throws IOException {
        option(OPTION_LIST, new byte[0]);
        List<String> names = new ArrayList<>();
        Reply reply = reply(OPTION_LIST);
        while (reply.type() == REPLY_SERVER) {
            ByteBuffer data = reply.data();
            int length = data.remaining() < Integer.BYTES ? -1 : data.getInt();
            if (length < 0 || length > data.remaining()) {
                throw new IOException("the server names an export badly");
            }
            byte[] name = new byte[length];
            data.get(name);
            names.add(new String(name, StandardCharsets.UTF_8));
            reply = reply(OPTION_LIST);
        }
        if (reply.type() != REPLY_ACK) {
            throw new IOException("the server does not list its exports");
        }
        return names;
    }

    /** Begins to use an export; empty if there is none of this name. */
    Optional<Export> use(String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer request = ByteBuffer.allocate(bytes.length + 8);
        request.putInt(bytes.length).put(bytes).putShort((short) 1).putShort((short) INFO_BLOCK_SIZE);
        option(OPTION_GO, request.array());
        long size = -1;
        int flags = 0;
        int blockSize = 1;
        Reply reply = reply(OPTION_GO);
        while (reply.type() == REPLY_INFO) {
            ByteBuffer data = reply.data();
            int info = data.remaining() < Short.BYTES ? -1 : data.getShort();
            if (info == INFO_EXPORT && data.remaining() >= Long.BYTES + Short.BYTES) {
                size = data.getLong();
                flags = data.getShort();
            } else if (info == INFO_BLOCK_SIZE && data.remaining() >= Integer.BYTES) {
                blockSize = Math.max(1, data.getInt());
            }
            reply = reply(OPTION_GO);
        }
        if (reply.type() == ERROR_UNKNOWN) {
            return Optional.empty();
        }
        if (reply.type() != REPLY_ACK || size < 0) {
            throw new IOException("the server refuses the export (" + Integer.toHexString(reply.type()) + ")");
        }
        negotiating = false;
        return Optional.of(new Export(size, flags, blockSize));
    }

    private record Reply(int type, ByteBuffer data) {}

    private void option(int option, byte[] data) throws IOException {
        out.writeLong(OPTION_MAGIC);
        out.writeInt(option);
        out.writeInt(data.length);
        out.write(data);
        out.flush();
        acknowledgeAtOnce();
    }

    /**
     * QEMU's server sends an answer in parts, and with Nagle's algorithm each waits until the one before is acknowledged,
     * which the kernel would put off for 40 ms. It forgets this after a while.
     */
    private void acknowledgeAtOnce() throws IOException {
        if (socket instanceof Socket tcp && tcp.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
            tcp.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        }
    }

    private Reply reply(int option) throws IOException {
        if (in.readLong() != REPLY_MAGIC || in.readInt() != option) {
            throw new IOException("the server answers something else");
        }
        int type = in.readInt();
        int length = in.readInt();
        if (length < 0 || length > 1 << 16) {
            throw new IOException("the server answers with " + Integer.toUnsignedString(length) + " bytes");
        }
        return new Reply(type, ByteBuffer.wrap(in.readNBytes(length)));
    }

    byte[] read(long position, int length) throws IOException {
        request(READ, position, length);
        out.flush();
        requireDone();
        byte[] data = in.readNBytes(length);
        if (data.length < length) {
            throw new IOException("the server went away");
        }
        return data;
    }

    void write(long position, byte[] data) throws IOException {
        request(WRITE, position, data.length);
        out.write(data);
        out.flush();
        requireDone();
    }

    /** Returns when all that was written, by whomever, is durable. */
    void flush(Export export) throws IOException {
        if ((export.flags() & CAN_FLUSH) != 0) {
            request(FLUSH, 0, 0);
            out.flush();
            requireDone();
        }
    }

    private void request(int type, long position, int length) throws IOException {
        out.writeInt(REQUEST_MAGIC);
        out.writeShort(0);
        out.writeShort(type);
        out.writeLong(0);
        out.writeLong(position);
        out.writeInt(length);
    }

    private void requireDone() throws IOException {
        if (in.readInt() != SIMPLE_REPLY_MAGIC) {
            throw new IOException("the server answers something else");
        }
        int error = in.readInt();
        in.readLong();
        if (error != 0) {
            throw new NbdError(error);
        }
    }

    /** That the server could not do what it was asked. */
    static final class NbdError extends IOException {
        private static final long serialVersionUID = 1L;
        /** An error number of Linux. */
        private final int number;

        NbdError(int number) {
            super("error " + number);
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    @Override
    public void close() {
        try {
            if (negotiating) {
                option(OPTION_ABORT, new byte[0]);
            } else {
                request(DISCONNECT, 0, 0);
                out.flush();
            }
        } catch (IOException e) {
            // The server is gone, which is what was wanted.
        } finally {
            end(socket);
        }
    }

    private static void end(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Nothing is lost: what matters was flushed before.
        }
    }
}
