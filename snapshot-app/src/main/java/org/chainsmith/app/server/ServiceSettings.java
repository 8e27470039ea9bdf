package org.chainsmith.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.chainsmith.app.config.HypervisorSettings;
import org.chainsmith.app.config.MergeLimits;
import org.chainsmith.core.assist.AssistedSnapshots;
import org.chainsmith.core.assist.Patience;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.core.quiesce.QuiescePolicy;

/** What was said of the service, checked: nothing in it is found wrong later. */
public final class ServiceSettings {
    private static final int LONGEST = 86_400;

    private final Map<Setting, String> values;

    private ServiceSettings(Map<Setting, String> values) {
        this.values = values;
    }

    /**
     * Puts together what was said: the command line counts before the environment, and that before the file.
     *
     * @param given by key, on the command line
     * @param file a file of lines {@code key=value}
     * @throws SnapshotException INVALID_ARGUMENT
     */
    public static ServiceSettings of(Map<String, String> given, Map<String, String> environment, Optional<Path> file) {
        Map<String, String> written = file.map(ServiceSettings::read).orElse(Map.of());
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = Optional.ofNullable(given.get(setting.key()))
                    .or(() -> Optional.ofNullable(environment.get(setting.variable()))
                            .filter(text -> !text.isEmpty()))
                    .or(() -> Optional.ofNullable(written.get(setting.key())))
                    .orElse(setting.usual());
            values.put(setting, value.strip());
        }
        ServiceSettings settings = new ServiceSettings(values);
        settings.check();
        return settings;
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw invalid("The configuration file " + file + " cannot be read: " + e);
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        Set<String> unknown = new TreeSet<>(values.keySet());
        for (Setting setting : Setting.values()) {
            unknown.remove(setting.key());
        }
        if (!unknown.isEmpty()) {
            throw invalid("The configuration file " + file + " sets what there is not: "
                    + ImageName.quoted(String.join(", ", unknown)));
        }
        return values;
    }

    private void check() {
        if (auth() == Auth.NOAUTH && !isLoopback()) {
            throw invalid("Without authentication the service listens on a loopback address only, not on "
                    + value(Setting.LISTEN));
        }
        cinderEndpoint();
        if (cinderEndpoint().isPresent() != !value(Setting.CINDER_TOKEN).isEmpty()) {
            throw invalid("cinder-endpoint and cinder-token go together: one of them is not set");
        }
        assistance();
        bounds();
        hypervisor();
        if (roles().isEmpty()) {
            throw invalid("roles names no role");
        }
        checkTls();
    }

    private void checkTls() {
        if (isSet(Setting.TLS_CERTIFICATE) != isSet(Setting.TLS_KEY)) {
            throw invalid("tls-certificate and tls-key go together: one of them is not set");
        }
        for (Setting setting : List.of(Setting.TLS_CERTIFICATE, Setting.TLS_CLIENT_AUTHORITIES, Setting.TLS_CLIENTS)) {
            if (auth() == Auth.TLS && !isSet(setting)) {
                throw invalid("auth is tls, and " + setting.key() + " is not set");
            }
        }
        for (Setting setting : List.of(Setting.TLS_CLIENT_AUTHORITIES, Setting.TLS_CLIENTS)) {
            if (auth() != Auth.TLS && isSet(setting)) {
                throw invalid(setting.key() + " is set, and auth is not tls: nobody would be asked for a certificate");
            }
        }
    }

    private boolean isSet(Setting setting) {
        return !value(setting).isEmpty();
    }

    public String value(Setting setting) {
        return requireNonNull(values.get(setting), "no value of " + setting);
    }

    /** How a caller shows that he may call. */
    enum Auth {
        KEYSTONE,
        TLS,
        NOAUTH
    }

    Auth auth() {
        return switch (value(Setting.AUTH)) {
            case "keystone" -> Auth.KEYSTONE;
            case "tls" -> Auth.TLS;
            case "noauth" -> Auth.NOAUTH;
            default -> throw invalid("auth is keystone, tls or noauth, not " + ImageName.quoted(value(Setting.AUTH)));
        };
    }

    /** The names of which a caller's certificate needs one. */
    Set<String> clients() {
        return listed(Setting.TLS_CLIENTS);
    }

    /**
     * Where to listen, and with which certificate.
     *
     * @throws SnapshotException INVALID_ARGUMENT if its files cannot be used
     */
    Listening listening() {
        Optional<Path> authorities = Optional.of(value(Setting.TLS_CLIENT_AUTHORITIES))
                .filter(text -> !text.isEmpty())
                .map(Path::of);
        Optional<ServerTls> tls = isSet(Setting.TLS_CERTIFICATE)
                ? Optional.of(ServerTls.read(
                        Path.of(value(Setting.TLS_CERTIFICATE)), Path.of(value(Setting.TLS_KEY)), authorities))
                : Optional.empty();
        return new Listening(listen(), tls);
    }

    Set<String> roles() {
        return listed(Setting.ROLES);
    }

    private Set<String> listed(Setting setting) {
        return Stream.of(value(setting).split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .collect(toCollection(TreeSet::new));
    }

    /** Where to listen. */
    InetSocketAddress listen() {
        String text = value(Setting.LISTEN);
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            String host = text.substring(0, Math.max(0, colon));
            if (colon > 0 && port >= 0 && port <= 65535) {
                return InetSocketAddress.createUnresolved(
                        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host, port);
            }
        } catch (NumberFormatException e) {
            throw notAnAddress(text);
        }
        throw notAnAddress(text);
    }

    private static SnapshotException notAnAddress(String text) {
        return invalid("listen is HOST:PORT, not " + ImageName.quoted(text));
    }

    private boolean isLoopback() {
        String host = listen().getHostString();
        try {
            return List.of(InetAddress.getAllByName(host)).stream().allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            throw invalid("There is no host " + ImageName.quoted(host) + " to listen on");
        }
    }

    public Path stateDir() {
        return Path.of(value(Setting.STATE_DIR));
    }

    /** Cinder's own URL, if it is not to be found in a catalog. */
    Optional<URI> cinderEndpoint() {
        String text = value(Setting.CINDER_ENDPOINT);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            throw invalid("cinder-endpoint is no URL: " + e.getMessage());
        }
        throw invalid("cinder-endpoint is no URL of a server: " + ImageName.quoted(text));
    }

    /** The hypervisor to connect to. */
    public HypervisorSettings hypervisor() {
        return new HypervisorSettings(
                value(Setting.CONNECT),
                seconds(Setting.LOCK_WAIT_SECONDS),
                Path.of(value(Setting.QEMU_IMG)),
                stateDir(),
                new MergeLimits(number(Setting.DELETIONS_AT_ONCE, 1), number(Setting.BYTES_PER_SECOND, 0)));
    }

    AssistedSnapshots.Settings assistance() {
        Patience patience = new Patience(
                seconds(Setting.CREATION_PATIENCE_SECONDS),
                seconds(Setting.DELETION_PATIENCE_SECONDS),
                Patience.DEFAULT.first(),
                Patience.DEFAULT.longest());
        return new AssistedSnapshots.Settings(
                seconds(Setting.LOCK_WAIT_SECONDS),
                quiesce(),
                seconds(Setting.FREEZE_SECONDS),
                seconds(Setting.RENDEZVOUS_SECONDS),
                patience);
    }

    private QuiescePolicy quiesce() {
        return List.of(QuiescePolicy.values()).stream()
                .filter(policy -> policy.toString().equals(value(Setting.QUIESCE)))
                .findFirst()
                .orElseThrow(() -> invalid(
                        "quiesce is require, prefer or never, not " + ImageName.quoted(value(Setting.QUIESCE))));
    }

    ComputeService.Bounds bounds() {
        return new ComputeService.Bounds(
                number(Setting.CREATIONS_AT_ONCE, 1),
                number(Setting.DELETIONS_AT_ONCE, 1),
                number(Setting.CALLS_PER_SECOND, 1),
                number(Setting.CALLS_AT_ONCE, 1),
                seconds(Setting.GRACE_SECONDS));
    }

    private Duration seconds(Setting setting) {
        int seconds = number(setting, 0);
        if (seconds > LONGEST) {
            throw invalid(setting.key() + " is more than a day");
        }
        return Duration.ofSeconds(seconds);
    }

    private int number(Setting setting, int least) {
        try {
            int number = Integer.parseInt(value(setting));
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid(setting.key() + " is a number, not " + ImageName.quoted(value(setting)));
        }
        throw invalid(setting.key() + " is at least " + least + ", not " + value(setting));
    }

    private static SnapshotException invalid(String what) {
        return new SnapshotException(ErrorCode.INVALID_ARGUMENT, what + ".")
                .hint(
                        "serve --check-config shows what is set; docs/reference/service-configuration.md says what can be.");
    }
}
