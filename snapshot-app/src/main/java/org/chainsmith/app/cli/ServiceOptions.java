package org.chainsmith.app.cli;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.app.remote.ServiceClient;
import picocli.CommandLine.Option;

/** Which service to call. */
@SuppressWarnings("NullAway.Init") // picocli sets the field
final class ServiceOptions {
    private static final String USUAL = "http://127.0.0.1:8774";

    @Option(
            names = "--service",
            paramLabel = "URL",
            defaultValue = USUAL,
            description = "The service that runs (default: " + USUAL
                    + "). Also CHAINSMITH_SERVICE. Where it asks for a token: CHAINSMITH_TOKEN.")
    private URI service;

    ServiceClient client(Map<String, String> environment) {
        return new ServiceClient(service, Optional.ofNullable(environment.get("CHAINSMITH_TOKEN")));
    }
}
