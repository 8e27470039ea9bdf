package org.chainsmith.qemuimg.network;

import java.io.IOException;
import java.util.Optional;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.StorageHost;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.posix.Errno;

/** The one translation of what goes wrong with an NBD server. */
final class NbdServer {
    private final StorageHost host;

    NbdServer(StorageHost host) {
        this.host = host;
    }

    /** Something that is asked of a server. */
    interface Call<T> {
        T of(NbdConnection connection) throws IOException;
    }

    /** Asks on a connection of its own, before an export is used. */
    <T> T ask(Call<T> call) {
        try (NbdConnection connection = NbdConnection.to(host)) {
            return call.of(connection);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Opens an export; empty if there is none of this name. */
    Optional<NbdFile> open(String export, String name) {
        NbdConnection connection = connect();
        try {
            Optional<NbdConnection.Export> found = connection.use(export);
            if (found.isEmpty()) {
                connection.close();
                return Optional.empty();
            }
            return Optional.of(new NbdFile(connection, found.get(), name));
        } catch (IOException e) {
            connection.close();
            throw unreachable(e);
        }
    }

    private NbdConnection connect() {
        try {
            return NbdConnection.to(host);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private SnapshotException unreachable(IOException e) {
        return new SnapshotException(
                        ErrorCode.STORE_UNREACHABLE,
                        "The NBD server " + host + " cannot be used: " + e + ". Nothing was changed.",
                        e)
                .hint("Is it running, and is it one without TLS?");
    }

    static SnapshotException failed(String tried, String name, IOException e) {
        return e instanceof NbdConnection.NbdError error
                ? Errno.error(error.number(), tried, name)
                : new SnapshotException(
                        ErrorCode.IO_ERROR, "Could not " + tried + " " + ImageName.quoted(name) + ": " + e, e);
    }
}
