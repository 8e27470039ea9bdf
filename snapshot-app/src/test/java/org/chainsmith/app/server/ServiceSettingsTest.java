package org.chainsmith.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be set, and what is refused before the service begins. */
final class ServiceSettingsTest {
    private static final Map<String, String> OPEN = Map.of("auth", "noauth");

    private static ServiceSettings of(Map<String, String> given) {
        return ServiceSettings.of(given, Map.of(), Optional.empty());
    }

    @Test
    void theCommandLineCountsBeforeTheEnvironmentAndThatBeforeTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("conf"), "auth=noauth\nlisten=127.0.0.1:1\nquiesce=never\nroles=a, b\n");
        Map<String, String> environment = Map.of("CHAINSMITH_LISTEN", "127.0.0.1:2", "CHAINSMITH_QUIESCE", "require");

        ServiceSettings settings = ServiceSettings.of(Map.of("listen", "127.0.0.1:3"), environment, Optional.of(file));

        assertThat(settings.listen().getPort()).isEqualTo(3);
        assertThat(settings.value(Setting.QUIESCE)).isEqualTo("require");
        assertThat(settings.auth()).isEqualTo(ServiceSettings.Auth.NOAUTH);
    }

    @Test
    void everySettingIsInTheReference() throws IOException {
        Path reference = Path.of("").toAbsolutePath();
        while (!Files.exists(reference.resolve("docs/reference/service-configuration.md"))) {
            reference = reference.getParent();
        }
        String text = Files.readString(reference.resolve("docs/reference/service-configuration.md"));

        for (Setting setting : Setting.values()) {
            assertThat(text).contains("| `" + setting.key() + "` |");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "listen, 0.0.0.0:8774",
        "listen, 192.0.2.1:8774",
        "listen, 8774",
        "listen, 127.0.0.1:99999",
        "auth, none",
        "cinder-endpoint, http://127.0.0.1:8776/v3",
        "cinder-token, alone",
        "cinder-endpoint, file:/etc/passwd",
        "auth, tls",
        "tls-certificate, /alone",
        "tls-clients, cinder",
        "quiesce, perhaps",
        "freeze-seconds, -1",
        "freeze-seconds, 1e3",
        "creations-at-once, 0",
        "rendezvous-seconds, 99999999",
    })
    void whatCannotBeIsRefused(String key, String value) {
        Map<String, String> given = new HashMap<>(OPEN);
        given.put(key, value);

        assertThatThrownBy(() -> of(given))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void aKeyThatThereIsNotIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("conf"), "lisen=127.0.0.1:1\n");

        assertThatThrownBy(() -> ServiceSettings.of(OPEN, Map.of(), Optional.of(file)))
                .hasMessageContaining("lisen");
    }

    @Test
    void theTokenIsNotShown() {
        Map<String, String> given = new HashMap<>(OPEN);
        given.put("cinder-endpoint", "http://127.0.0.1:8776/v3");
        given.put("cinder-token", "secret");

        assertThat(Services.shown(of(given)))
                .containsEntry("cinder-token", "(set)")
                .doesNotContainValue("secret");
    }
}
