package org.chainsmith.testkit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.chainsmith.testkit.lab.LabProcess.CannotRun;

/** A server of network storage, on a loopback address of its own. A test class gets it by {@link NeedsServer}. */
public final class StorageLab implements RunningLab {
    /** The volume of {@link StorageServer#GLUSTER}. */
    public static final String GLUSTER_VOLUME = "gv0";

    private final LabProcess process;
    private final StorageServer server;
    private final Map<Path, Path> mounts = new ConcurrentHashMap<>();

    private StorageLab(LabProcess process, StorageServer server) {
        this.process = process;
        this.server = server;
    }

    static StorageLab start(StorageServer server) throws CannotRun {
        return new StorageLab(LabProcess.start(LabProcess.script(), "serve", server.toString()), server);
    }

    /** Where the server listens, at the ports of its protocol. */
    public String address() {
        return process.detail(0);
    }

    /** The folder of the lab, which goes with it. */
    public Path directory() {
        return process.directory();
    }

    /** Stops the server in good order. What it has stored stays. */
    public void stopServer() {
        process.command("stop " + server);
    }

    /** SIGKILL for the server, all of it. What it has stored stays. */
    public void killServer() {
        process.command("kill " + server);
    }

    /** Starts the server again, and waits until it serves. */
    public void startServer() {
        process.command("start " + server);
    }

    /** Lets the server stand still (SIGSTOP), all of it: it answers nobody. */
    public void pauseServer() {
        process.command("pause " + server);
    }

    /** Lets the server go on after a pause. */
    public void continueServer() {
        process.command("continue " + server);
    }

    /** Makes exports of the NBD server, all zeros. It goes on serving the others. */
    public void newExports(int mebibytes, List<String> names) {
        for (String name : names) {
            Command.run("truncate", "-s", mebibytes + "M", exportedFile(name).toString());
        }
        try (NbdMonitor monitor = NbdMonitor.connect(directory().resolve("data/nbd.monitor"))) {
            names.forEach(name -> monitor.export(name, exportedFile(name)));
        }
    }

    /** Takes exports of the NBD server away, with their files; it is started anew. */
    public void removeExports(List<String> names) {
        stopServer();
        names.forEach(name -> Command.run("rm", exportedFile(name).toString()));
        startServer();
    }

    /** The file behind an export. */
    public Path exportedFile(String name) {
        return directory().resolve("data/nbd").resolve(name);
    }

    /** The directory that the NFS server exports under its own path. */
    public Path nfsExport() {
        return directory().resolve("data/nfs");
    }

    /** The configuration of Ceph's clients; it names the file with the key of the user {@code libvirt}. */
    public Path cephConfiguration() {
        return directory().resolve("data/ceph/ceph.conf");
    }

    /** What Ceph's tool {@code rbd} printed, run as the administrator. */
    public String rbd(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("rbd", "-c", cephConfiguration().toString()));
        command.addAll(List.of(arguments));
        return Command.run(command.toArray(String[]::new));
    }

    /** The file with the key of Ceph's user {@code libvirt}. */
    public Path cephKeyring() {
        return directory().resolve("data/ceph/client.libvirt.keyring");
    }

    /**
     * The Gluster volume, mounted (FUSE) once on a folder that the lab makes within another one. What others write is
     * seen at once. The mount goes with the lab whose folder it is in.
     */
    public Path mountGluster(Path within) {
        return mounts.computeIfAbsent(within, this::newMount);
    }

    private Path newMount(Path within) {
        try {
            Path mount = Files.createTempDirectory(within, "gluster");
            Command.run(
                    "glusterfs",
                    "--volfile-server=" + address(),
                    "--volfile-id=/" + GLUSTER_VOLUME,
                    "--log-file=" + directory().resolve("log/mount.log"),
                    "--log-level=ERROR",
                    "--attribute-timeout=0",
                    "--entry-timeout=0",
                    "--direct-io-mode=enable",
                    "--xlator-option=*-md-cache.md-cache-timeout=0",
                    "--xlator-option=*-io-cache.cache-timeout=0",
                    "--xlator-option=*-quick-read.cache-timeout=0",
                    mount.toString());
            return mount;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The beginning of a command line that starts a tool which does not wait when it gives up a Gluster volume. */
    public List<String> quickEnd() {
        return List.of("/usr/bin/env", "LD_PRELOAD=" + directory().resolve("quick-end.so"));
    }

    @Override
    public void close() {
        process.close();
    }
}
