package org.chainsmith.qemuimg.network;

import java.util.List;
import java.util.Optional;
import org.chainsmith.core.chain.ExtentMap;

/**
 * A client of a file server, or of one that has something like files: the calls that images need, as the C library has
 * them for files of the host. Paths begin with a slash. A symbolic link that a path ends in is not followed. Any number
 * of threads may use one.
 */
interface FileServer {
    /** The names in a directory, without {@code .} and {@code ..}. */
    List<String> list(String directory) throws CallFailed;

    /** What the path itself is. */
    Attributes look(String path) throws CallFailed;

    long freeBytes(String directory) throws CallFailed;

    /** Opens a file for reading. */
    OpenFile open(String path) throws CallFailed;

    /** Creates a file, open for reading and writing; EEXIST if there is anything of that name. */
    OpenFile create(String path, int mode) throws CallFailed;

    /** Gives a file another name, and may keep the first one; EEXIST if there is anything of that name. */
    void link(String from, String to) throws CallFailed;

    void unlink(String path) throws CallFailed;

    /** Told once, by the directory that used this client. */
    void release();

    /** An open file. Reads and writes may be shorter than asked for. */
    interface OpenFile {
        Attributes look() throws CallFailed;

        /** Returns how many bytes were read, 0 at the end of the file. */
        int read(long position, byte[] into, int length) throws CallFailed;

        /** Returns how many bytes were written. */
        int write(long position, byte[] from) throws CallFailed;

        void truncate(long length) throws CallFailed;

        /** Returns when what anybody has written to the file is durable. */
        void sync() throws CallFailed;

        void changeMode(int mode) throws CallFailed;

        void changeOwner(int user, int group) throws CallFailed;

        /** Where the file of this size has data; empty if the server does not tell, or if it is in very many pieces. */
        Optional<ExtentMap> data(long size, String name) throws CallFailed;

        /** Whether the server knows of another client that may write to the file. */
        default boolean hasOtherWriters() throws CallFailed {
            return false;
        }

        void close();
    }
}
