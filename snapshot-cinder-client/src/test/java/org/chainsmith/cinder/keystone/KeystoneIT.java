package org.chainsmith.cinder.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.cinder.CinderClient;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.resilience.Limits;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.testkit.lab.KeystoneExtension;
import org.chainsmith.testkit.lab.KeystoneLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The client against a real Keystone and the Cinder in its catalog, in a full run. */
@EnabledIfSystemProperty(named = "chainsmith.full", matches = "true")
@ExtendWith(KeystoneExtension.class)
@Timeout(600)
final class KeystoneIT {
    private final KeystoneLab lab;

    @TempDir
    private Path directory;

    KeystoneIT(KeystoneLab lab) {
        this.lab = lab;
    }

    @Test
    void aPasswordInTheEnvironmentOpensTheCinderOfTheCatalog() {
        assertReaches(lab.environment("demo", "demo"));
    }

    @Test
    void anApplicationCredentialDoes() {
        assertReaches(lab.applicationCredential("demo", "demo"));
    }

    @Test
    void aTokenOfSomebodyDoes() {
        Map<String, String> environment = new HashMap<>(lab.environment("demo", "demo"));
        environment.remove("OS_USERNAME");
        environment.remove("OS_PASSWORD");
        environment.put("OS_AUTH_TYPE", "token");
        environment.put("OS_TOKEN", lab.token("demo", "demo"));
        assertReaches(environment);
    }

    @Test
    void aCloudInCloudsYamlDoes() throws IOException {
        Files.writeString(directory.resolve("clouds.yaml"), """
                clouds:
                  lab:
                    region_name: RegionOne
                    auth:
                      auth_url: %s
                      username: demo
                      project_name: demo
                """.formatted(lab.authUrl()));
        Files.writeString(directory.resolve("secure.yaml"), """
                clouds:
                  lab:
                    auth:
                      password: %s
                """.formatted(KeystoneLab.PASSWORD));
        assertReaches(Map.of("OS_CLOUD", "lab"));
    }

    private void assertReaches(Map<String, String> environment) {
        CinderClient client = CinderClient.of(settings(environment), Limits.defaults(), Clock.systemUTC());
        String made = client.volumes().create("of demo", 1, Map.of()).id();
        assertThat(client.volumes().list()).extracting(volume -> volume.id()).contains(made);
    }

    private CloudSettings settings(Map<String, String> environment) {
        return new CloudReader(environment, List.of(directory)).read();
    }

    @Test
    void aWrongPasswordAndARegionWithoutCinderAreTold() {
        Map<String, String> wrong = new HashMap<>(lab.environment("demo", "demo"));
        wrong.put("OS_PASSWORD", "not this");
        assertFails(wrong, ErrorCode.CATALOG_ACCESS_DENIED);
        Map<String, String> elsewhere = new HashMap<>(lab.environment("demo", "demo"));
        elsewhere.put("OS_REGION_NAME", "Elsewhere");
        assertFails(elsewhere, ErrorCode.CATALOG_REFUSED);
    }

    private void assertFails(Map<String, String> environment, ErrorCode code) {
        CinderClient client = CinderClient.of(settings(environment), Limits.defaults(), Clock.systemUTC());
        assertThatThrownBy(() -> client.volumes().list()).isInstanceOfSatisfying(SnapshotException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e).hasMessageNotContaining("not this");
        });
    }

    @Test
    void aRevokedTokenIsReplacedByAnother() {
        CloudSettings settings = settings(lab.environment("demo", "demo"));
        KeystoneSession session = session(settings);
        CinderClient client = CinderClient.of(session, Optional.empty(), Limits.defaults(), Clock.systemUTC());
        client.volumes().list();
        Secret first = session.token();

        lab.revoke(first.reveal());
        client.volumes().list();
        assertThat(session.token()).isNotEqualTo(first);
    }

    @Test
    void aRevokedTokenThatCannotBeRenewedIsTold() {
        String token = lab.token("demo", "demo");
        CinderClient client =
                CinderClient.at(lab.cinder().endpoint(), Secret.of(token), Limits.defaults(), Clock.systemUTC());
        client.volumes().list();

        lab.revoke(token);
        assertThatThrownBy(() -> client.volumes().list())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_ACCESS_DENIED));
    }

    @Test
    void aServiceTellsWhoseTokensAre() {
        TokenValidator validator = validator("nova", "service");
        TokenIdentity nova = validator.validate(lab.token("nova", "service")).orElseThrow();
        assertThat(nova.userName()).isEqualTo("nova");
        assertThat(nova.roles()).contains("admin", "service");
        TokenIdentity demo = validator.validate(lab.token("demo", "demo")).orElseThrow();
        assertThat(demo.roles()).contains("member").doesNotContain("admin", "service");
        assertThat(demo.project()).contains(lab.cinder().project());

        String revoked = lab.token("nova", "service");
        lab.revoke(revoked);
        assertThat(validator.validate(revoked)).isEmpty();
        assertThat(validator.validate(lab.expiredToken())).isEmpty();
        assertThat(validator.validate("gAAAAABnothing")).isEmpty();
    }

    @Test
    void whoMayNotAskIsToldSoAndNotThatTheTokenIsBad() {
        TokenValidator validator = validator("demo", "demo");
        assertThatThrownBy(() -> validator.validate(lab.token("nova", "service")))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_ACCESS_DENIED));
    }

    private TokenValidator validator(String user, String project) {
        CloudSettings settings = settings(lab.environment(user, project));
        return TokenValidator.of(
                Keystone.of(settings, Limits.defaults(), Clock.systemUTC()), session(settings), Clock.systemUTC());
    }

    private static KeystoneSession session(CloudSettings settings) {
        return new KeystoneSession(
                Keystone.of(settings, Limits.defaults(), Clock.systemUTC()), settings, Clock.systemUTC());
    }
}
