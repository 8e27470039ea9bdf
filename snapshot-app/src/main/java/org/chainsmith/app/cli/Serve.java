package org.chainsmith.app.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.chainsmith.app.answer.SettingsAnswer;
import org.chainsmith.app.server.ServiceSettings;
import org.chainsmith.app.server.Services;
import org.chainsmith.app.server.Setting;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chainsmith serve} */
@Command(
        name = "serve",
        description = "Run the service that Cinder calls for snapshots of attached volumes.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  chainsmith serve --role compute --config /etc/chainsmith/compute.conf",
            "  chainsmith serve --role compute --listen 127.0.0.1:8774 --auth noauth \\",
            "      --cinder-endpoint http://127.0.0.1:8776/v3 --state-dir /var/lib/chainsmith/compute",
            "  chainsmith serve --role compute --config FILE --check-config"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Serve implements Callable<Integer> {
    private static final String COMPUTE = "compute";

    private final Session session;

    @Mixin
    @SuppressWarnings("unused") // read from the command line before picocli
    private OutputOption output;

    @Option(names = "--role", paramLabel = "compute", required = true, description = "What to serve as.")
    private String role;

    @Option(names = "--config", paramLabel = "FILE", description = "Lines key=value; the keys are below.")
    private @Nullable Path config;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Default: 127.0.0.1:8774.")
    private @Nullable String listen;

    @Option(names = "--connect", paramLabel = "URI", description = "The hypervisor (default: qemu:///system).")
    private @Nullable String connect;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the service keeps what it was asked for (default: /var/lib/chainsmith/compute).")
    private @Nullable String stateDir;

    @Option(names = "--auth", paramLabel = "keystone|tls|noauth", description = "Who may call (default: keystone).")
    private @Nullable String auth;

    @Option(
            names = "--cinder-endpoint",
            paramLabel = "URL",
            description = "Cinder, such as http://volume:8776/v3 (default: from the catalog of the cloud in OS_*).")
    private @Nullable String cinderEndpoint;

    @Option(
            names = "--cinder-token",
            paramLabel = "TOKEN",
            description = "The token for it; better in CHAINSMITH_CINDER_TOKEN.")
    private @Nullable String cinderToken;

    @Option(names = "--check-config", description = "Say what is set, or what is wrong with it, and end.")
    private boolean checkConfig;

    Serve(Session session) {
        this.session = requireNonNull(session, "session is null");
    }

    @Override
    public Integer call() {
        if (!role.equals(COMPUTE)) {
            throw new SnapshotException(
                    ErrorCode.INVALID_ARGUMENT, "There is no role " + role + ", only " + COMPUTE + ".");
        }
        ServiceSettings settings = ServiceSettings.of(given(), session.environment(), Optional.ofNullable(config));
        if (checkConfig) {
            Services.check(settings);
            session.terminal().answer(new SettingsAnswer(Services.shown(settings)));
            return ExitCode.DONE.number();
        }
        serve(settings);
        return ExitCode.DONE.number();
    }

    private Map<String, String> given() {
        Map<String, String> given = new HashMap<>();
        put(given, Setting.LISTEN, listen);
        put(given, Setting.CONNECT, connect);
        put(given, Setting.STATE_DIR, stateDir);
        put(given, Setting.AUTH, auth);
        put(given, Setting.CINDER_ENDPOINT, cinderEndpoint);
        put(given, Setting.CINDER_TOKEN, cinderToken);
        return given;
    }

    private static void put(Map<String, String> given, Setting setting, @Nullable String value) {
        if (value != null) {
            given.put(setting.key(), value);
        }
    }

    /** Serves until the process is asked to end. */
    private void serve(ServiceSettings settings) {
        Services.Running running =
                Services.compute(settings, session.hypervisors().connect(settings.hypervisor()), Effects.DIRECT);
        session.terminal().line("listens on " + running.service().uri());
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            running.close();
            ended.countDown();
        }));
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running.close();
        }
    }
}
