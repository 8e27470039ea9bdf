package org.chainsmith.cinder.keystone;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.keystone.Credentials.ApplicationCredential;
import org.chainsmith.cinder.keystone.Credentials.Password;
import org.chainsmith.cinder.keystone.Credentials.Token;
import org.chainsmith.cinder.keystone.Credentials.User;
import org.chainsmith.cinder.keystone.Scope.Domain;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/**
 * Where the identity service is, who we are, and which of the services it knows are ours.
 *
 * @param region absent: the first of each service
 * @param authorities a file of certificates to trust instead of the platform's
 */
public record CloudSettings(
        URI authUrl,
        Credentials credentials,
        Scope scope,
        Optional<String> region,
        EndpointInterface endpoints,
        Optional<Path> authorities) {
    private static final Set<String> FALSE = Set.of("false", "0", "no", "off", "f", "n");

    public CloudSettings {
        requireNonNull(authUrl, "authUrl is null");
        requireNonNull(credentials, "credentials is null");
        requireNonNull(scope, "scope is null");
        requireNonNull(region, "region is null");
        requireNonNull(endpoints, "endpoints is null");
        requireNonNull(authorities, "authorities is null");
    }

    /** From the process's environment; see {@link CloudReader}. */
    public static CloudSettings fromEnvironment() {
        return CloudReader.ofProcess().read();
    }

    /**
     * From names and values as they are in clouds.yaml, {@code auth} and the rest on one level.
     *
     * @param source for messages: where they are from
     * @throws SnapshotException INVALID_ARGUMENT if something is missing or not to be had
     */
    static CloudSettings of(Map<String, String> values, String source) {
        Values given = new Values(values, source);
        if (given.text("insecure").filter(text -> !isFalse(text)).isPresent()
                || given.text("verify").filter(CloudSettings::isFalse).isPresent()) {
            throw given.wrong("certificates are always verified; cacert names those to trust");
        }
        return new CloudSettings(
                authUrl(given),
                credentials(given),
                scope(given),
                given.text("region_name"),
                endpoints(given),
                given.text("cacert").map(Path::of));
    }

    private static boolean isFalse(String text) {
        return FALSE.contains(text.toLowerCase(Locale.ROOT));
    }

    private static URI authUrl(Values given) {
        String text = given.require("auth_url").replaceAll("/+$", "");
        String base = text.endsWith("/v3") ? text : text.replaceAll("/v2\\.0$", "") + "/v3";
        try {
            URI uri = URI.create(base);
            if (uri.getHost() != null && Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw given.wrong("auth_url is no http or https URL");
    }

    private static Credentials credentials(Values given) {
        return switch (type(given)) {
            case "password" -> new Password(user(given), Secret.of(given.require("password")));
            case "token" -> new Token(Secret.of(given.require("token")));
            default ->
                new ApplicationCredential(
                        given.text("application_credential_id"),
                        given.text("application_credential_name"),
                        given.text("application_credential_id").isPresent()
                                ? new User(Optional.empty(), Optional.empty(), Optional.empty())
                                : user(given),
                        Secret.of(given.require("application_credential_secret")));
        };
    }

    private static String type(Values given) {
        Optional<String> named = given.text("auth_type");
        if (named.isPresent()) {
            String type = named.get().replaceFirst("^v3", "").replace("_", "");
            return switch (type) {
                case "password", "token" -> type;
                case "applicationcredential" -> "application credential";
                default -> throw given.wrong("auth_type has to be password, token or v3applicationcredential");
            };
        }
        if (given.text("application_credential_secret").isPresent()) {
            return "application credential";
        }
        return given.text("token").isPresent() && given.text("password").isEmpty() ? "token" : "password";
    }

    private static User user(Values given) {
        Optional<String> id = given.text("user_id");
        if (id.isPresent()) {
            return new User(id, Optional.empty(), Optional.empty());
        }
        return new User(id, Optional.of(given.require("username")), Optional.of(domain(given, "user")));
    }

    private static Scope scope(Values given) {
        if (type(given).equals("application credential")) {
            return new Scope.OfCredential();
        }
        Optional<String> id = given.text("project_id").or(() -> given.text("tenant_id"));
        if (id.isPresent()) {
            return new Scope.ProjectId(id.get());
        }
        Optional<String> name = given.text("project_name").or(() -> given.text("tenant_name"));
        return new Scope.ProjectName(
                name.orElseThrow(() -> given.wrong("project_name or project_id is missing")), domain(given, "project"));
    }

    private static Domain domain(Values given, String whose) {
        return given.text(whose + "_domain_id")
                .map(id -> new Domain("id", id))
                .or(() -> given.text(whose + "_domain_name").map(name -> new Domain("name", name)))
                .or(() -> given.text("default_domain_id").map(id -> new Domain("id", id)))
                .or(() -> given.text("default_domain_name").map(name -> new Domain("name", name)))
                .orElseGet(() -> new Domain("id", given.text("default_domain").orElse("default")));
    }

    private static EndpointInterface endpoints(Values given) {
        return given.text("interface")
                .or(() -> given.text("endpoint_type"))
                .map(text -> EndpointInterface.parse(text)
                        .orElseThrow(() -> given.wrong("interface has to be public, internal or admin")))
                .orElse(EndpointInterface.PUBLIC);
    }

    /** Named values; an empty one is none. */
    private record Values(Map<String, String> values, String source) {
        Optional<String> text(String name) {
            return Optional.ofNullable(values.get(name)).filter(text -> !text.isEmpty());
        }

        String require(String name) {
            return text(name).orElseThrow(() -> wrong(name + " is missing"));
        }

        SnapshotException wrong(String what) {
            return new SnapshotException(
                            ErrorCode.INVALID_ARGUMENT,
                            "Cannot tell how to reach the cloud from " + source + ": " + what)
                    .hint("openstack token issue has to work with the same settings.");
        }
    }
}
