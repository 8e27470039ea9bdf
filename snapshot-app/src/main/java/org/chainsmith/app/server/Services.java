package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.app.config.Hypervisor;
import org.chainsmith.cinder.CinderClient;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.keystone.CloudSettings;
import org.chainsmith.cinder.keystone.Keystone;
import org.chainsmith.cinder.keystone.KeystoneSession;
import org.chainsmith.cinder.keystone.TokenValidator;
import org.chainsmith.cinder.resilience.Limits;
import org.chainsmith.core.backend.Effects;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.volumes.ServiceState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a service together from its settings. */
public final class Services {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    private Services() {}

    /** A service that runs. Closing it closes all that it was made of. */
    public record Running(ComputeService service, ServiceState state, Hypervisor hypervisor) implements AutoCloseable {
        public Running {
            requireNonNull(service, "service is null");
            requireNonNull(state, "state is null");
            requireNonNull(hypervisor, "hypervisor is null");
        }

        @Override
        public void close() {
            try (hypervisor;
                    state) {
                service.close();
            }
        }
    }

    /**
     * Starts the compute side.
     *
     * @param hypervisor is closed with it, and when it cannot be started
     * @param effects through which all pass that the service writes by itself
     */
    public static Running compute(ServiceSettings settings, Hypervisor hypervisor, Effects effects) {
        try {
            makeState(settings);
            ServiceState state = ServiceState.open(settings.stateDir(), effects);
            try {
                return started(settings, hypervisor, state);
            } catch (RuntimeException e) {
                state.close();
                throw e;
            }
        } catch (RuntimeException e) {
            hypervisor.close();
            throw e;
        }
    }

    private static Running started(ServiceSettings settings, Hypervisor hypervisor, ServiceState state) {
        ComputeService service = new ComputeService(
                settings.listening(),
                hypervisor,
                cinder(settings).catalog(),
                state,
                settings.assistance(),
                settings.bounds(),
                callers(settings));
        service.start();
        return new Running(service, state, hypervisor);
    }

    /** Reads what only the environment says, so that a mistake in it is found before the service is needed. */
    public static void check(ServiceSettings settings) {
        cinder(settings);
        callers(settings);
        settings.listening();
    }

    private static CinderClient cinder(ServiceSettings settings) {
        Optional<URI> endpoint = settings.cinderEndpoint();
        return endpoint.isPresent()
                ? CinderClient.at(
                        endpoint.get(),
                        Secret.of(settings.value(Setting.CINDER_TOKEN)),
                        Limits.defaults(),
                        Clock.systemUTC())
                : CinderClient.of(CloudSettings.fromEnvironment(), Limits.defaults(), Clock.systemUTC());
    }

    private static Callers callers(ServiceSettings settings) {
        return switch (settings.auth()) {
            case KEYSTONE -> keystone(settings);
            case TLS -> new CertificateCallers(settings.clients());
            case NOAUTH -> {
                LOG.warn("no authentication: whoever reaches {} may call", settings.value(Setting.LISTEN));
                yield Callers.ANYBODY;
            }
        };
    }

    private static Callers keystone(ServiceSettings settings) {
        Clock clock = Clock.systemUTC();
        CloudSettings cloud = CloudSettings.fromEnvironment();
        Keystone keystone = Keystone.of(cloud, Limits.defaults(), clock);
        TokenValidator validator = TokenValidator.of(keystone, new KeystoneSession(keystone, cloud, clock), clock);
        return new KeystoneCallers(validator, settings.roles());
    }

    private static void makeState(ServiceSettings settings) {
        try {
            Files.createDirectories(
                    settings.stateDir(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new SnapshotException(
                            ErrorCode.STORE_NOT_FOUND, "The state directory of the service cannot be made: " + e, e)
                    .hint("Name another one with --state-dir.");
        }
    }

    /** What is set, by key, in the order of the reference; secrets are not shown. */
    public static Map<String, String> shown(ServiceSettings settings) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            String value = settings.value(setting);
            shown.put(setting.key(), setting.isSecret() && !value.isEmpty() ? "(set)" : value);
        }
        return shown;
    }
}
