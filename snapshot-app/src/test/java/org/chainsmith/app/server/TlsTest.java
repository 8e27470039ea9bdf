package org.chainsmith.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call a service that asks for certificates. */
final class TlsTest {
    @TempDir
    private static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void issue() {
        certificates = new Certificates(folder);
        certificates.authority("ours");
        certificates.authority("theirs");
        certificates.issue("compute", "ours", "SAN=ip:127.0.0.1");
        certificates.issue("cinder", "ours");
        certificates.issue("somebody", "ours", "SAN=dns:volume.example.com");
        certificates.issue("stranger", "theirs", "SAN=dns:cinder");
    }

    private static Map<String, String> settings() throws Exception {
        return new HashMap<>(Map.of(
                "listen",
                "127.0.0.1:0",
                "auth",
                "tls",
                "tls-certificate",
                certificates.certificate("compute").toString(),
                "tls-key",
                certificates.key("compute").toString(),
                "tls-client-authorities",
                certificates.certificate("ours").toString(),
                "tls-clients",
                "cinder, volume.example.com"));
    }

    private static ServiceSettings parsed(Map<String, String> given) {
        return ServiceSettings.of(given, Map.of(), Optional.empty());
    }

    /** The service's answer is who it takes the caller for. */
    private static HttpResponse<String> call(Map<String, String> given, Optional<String> shown) throws Exception {
        ServiceSettings settings = parsed(given);
        Callers callers = new CertificateCallers(settings.clients());
        try (HttpServer server = new HttpServer(settings.listening(), 4, call -> answer(callers, call))) {
            server.start();
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(certificates.caller("ours", shown))
                    .build();
            URI uri = URI.create("https://127.0.0.1:" + server.address().getPort() + "/");
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Reply answer(Callers callers, Call call) {
        try {
            return Reply.text("text/plain", callers.admit(call, "anything"));
        } catch (Fault fault) {
            return fault.reply();
        }
    }

    @Test
    void aCallerIsKnownByItsCommonNameOrItsDnsName() throws Exception {
        HttpResponse<String> common = call(settings(), Optional.of("cinder"));
        assertThat(common.statusCode()).isEqualTo(200);
        assertThat(common.body()).isEqualTo("cinder");
        assertThat(call(settings(), Optional.of("somebody")).body()).isEqualTo("volume.example.com");
    }

    @Test
    void oneOfOurAuthorityWhoIsNotNamedIsForbidden() throws Exception {
        Map<String, String> settings = settings();
        settings.put("tls-clients", "cinder");
        assertThat(call(settings, Optional.of("somebody")).statusCode()).isEqualTo(403);
    }

    @Test
    void whoShowsNothingOrTheCertificateOfAnotherAuthorityIsNotHeard() {
        assertThatThrownBy(() -> call(settings(), Optional.empty())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> call(settings(), Optional.of("stranger"))).isInstanceOf(IOException.class);
    }

    @Test
    void withKeystoneACertificateMakesItHttpsAndCallersNeedNone() throws Exception {
        Map<String, String> settings = settings();
        settings.put("auth", "keystone");
        settings.remove("tls-client-authorities");
        settings.remove("tls-clients");
        assertThat(call(settings, Optional.empty()).statusCode()).isEqualTo(403);
    }

    @Test
    void filesThatDoNotFitTogetherAreFoundBeforehand() throws Exception {
        Map<String, String> otherKey = settings();
        otherKey.put("tls-key", certificates.key("cinder").toString());
        assertInvalid(otherKey, "not the key to the certificate");

        Map<String, String> noKey = settings();
        noKey.put("tls-key", noKey.get("tls-certificate"));
        assertInvalid(noKey, "no block PRIVATE KEY");

        Map<String, String> nobody = settings();
        nobody.put(
                "tls-client-authorities",
                Files.writeString(folder.resolve("empty"), "").toString());
        assertInvalid(nobody, "no certificate");

        Map<String, String> missing = settings();
        missing.put("tls-certificate", folder.resolve("missing").toString());
        assertInvalid(missing, "cannot be read");
    }

    private static void assertInvalid(Map<String, String> given, String why) {
        assertThatThrownBy(() -> parsed(given).listening())
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void whoAsksForCertificatesMaySayWhereverItListens() throws Exception {
        Map<String, String> settings = settings();
        settings.put("listen", "0.0.0.0:0");
        assertThat(parsed(settings).listening().tls()).isPresent();
        settings.put("auth", "noauth");
        settings.remove("tls-client-authorities");
        settings.remove("tls-clients");
        assertThatThrownBy(() -> parsed(settings)).hasMessageContaining("loopback");
    }

    @Test
    void whatIsNeededForCertificatesIsNeeded() throws Exception {
        for (String key : new String[] {"tls-certificate", "tls-key", "tls-client-authorities", "tls-clients"}) {
            Map<String, String> settings = settings();
            settings.remove(key);
            assertThatThrownBy(() -> parsed(settings)).hasMessageContaining(key);
        }
    }
}
