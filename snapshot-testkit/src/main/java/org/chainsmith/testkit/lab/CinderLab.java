package org.chainsmith.testkit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chainsmith.testkit.lab.LabProcess.CannotRun;

/**
 * A Cinder of our own: its real API, scheduler and NFS driver. A test gets one as a parameter by
 * {@code @ExtendWith(CinderExtension.class)}, without Keystone, where everybody is an administrator; or that of a
 * {@link KeystoneLab}. All tests of a JVM share one.
 */
public final class CinderLab implements RunningLab {
    private static final String EVERYBODY = "c0ffee00";

    private final LabProcess process;
    private final int computePort;
    private final URI endpoint;
    private final String project;
    private final String token;
    private final Map<String, String> environment;

    /**
     * The Cinder that a script runs.
     *
     * @param token of an administrator, for the project
     * @param environment tells the command line client where it is, and who asks
     */
    CinderLab(
            LabProcess process,
            int computePort,
            URI endpoint,
            String project,
            String token,
            Map<String, String> environment) {
        this.process = process;
        this.computePort = computePort;
        this.endpoint = endpoint;
        this.project = project;
        this.token = token;
        this.environment = Map.copyOf(environment);
    }

    static CinderLab start() throws CannotRun {
        int computePort = freePort();
        LabProcess process =
                LabProcess.start(LabProcess.script("cinder/cinder"), "run", compute(computePort) + "/v2.1");
        URI endpoint = URI.create("http://127.0.0.1:" + process.detail(0) + "/v3");
        Map<String, String> environment = Map.of(
                "OS_AUTH_TYPE",
                "noauth",
                "CINDER_ENDPOINT",
                endpoint.toString(),
                "OS_USER_ID",
                "lab",
                "OS_PROJECT_ID",
                EVERYBODY);
        return new CinderLab(process, computePort, endpoint, EVERYBODY, "lab:" + EVERYBODY, environment);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static URI compute(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Where it answers, without a project: {@code http://ADDRESS:PORT/v3}. */
    public URI endpoint() {
        return endpoint;
    }

    /** The project that volumes belong to, part of most paths. */
    public String project() {
        return project;
    }

    /** A token that it accepts, of an administrator. */
    public String token() {
        return token;
    }

    /** The port on which it looks for the compute side, as {@code http://127.0.0.1:PORT/v2.1}. Nobody listens there yet. */
    public int computePort() {
        return computePort;
    }

    /** The share: the folder in which the files of all volumes are. */
    public Path share() {
        return process.directory().resolve("share");
    }

    /** What a host says of itself when a volume is attached to a guest on it. */
    public Map<String, Object> connector() {
        return Map.of(
                "host", "here",
                "ip", "127.0.0.1",
                "platform", "x86_64",
                "os_type", "linux",
                "multipath", false,
                "mountpoint", "/dev/vdb");
    }

    /** What it writes down of its work. */
    public Path log() {
        return process.directory().resolve("log/cinder.log");
    }

    /** What the command line client {@code cinder} printed for a command that has to succeed. */
    public String cinder(String... arguments) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/cinder", "--os-volume-api-version", "3.70"));
        command.addAll(List.of(arguments));
        return Command.run(environment, command);
    }

    /** SIGKILL for all its services. */
    public void kill() {
        process.command("kill");
    }

    /** Starts it after it was killed, on the same port, and waits until it answers. */
    public void restart() {
        process.command("start");
    }

    /** Lets it stand still: it accepts connections, and answers nobody. */
    public void pause() {
        process.command("pause");
    }

    /** Lets it go on after a pause. */
    public void resume() {
        process.command("continue");
    }

    @Override
    public void close() {
        process.close();
    }
}
