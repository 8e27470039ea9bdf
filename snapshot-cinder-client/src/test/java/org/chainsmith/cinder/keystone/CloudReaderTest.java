package org.chainsmith.cinder.keystone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.keystone.Credentials.ApplicationCredential;
import org.chainsmith.cinder.keystone.Credentials.Password;
import org.chainsmith.cinder.keystone.Credentials.Token;
import org.chainsmith.cinder.keystone.Scope.Domain;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CloudReaderTest {
    private static final String CLOUDS = """
            clouds:
              one:
                auth:
                  auth_url: https://one.example:5000/
                  username: nova
                  password: 12345
                  project_name: service
                  user_domain_name: Users
                  project_domain_id: default
                region_name: North
                interface: internalURL
                cacert: /etc/one.pem
              two:
                auth_type: v3applicationcredential
                auth:
                  auth_url: https://two.example/identity/v3
                  application_credential_id: "0123"
                  application_credential_secret: in clouds
                regions:
                  - name: East
                  - name: West
            """;

    @TempDir
    Path folder;

    @Test
    void aNamedCloudIsReadFromTheFile() throws IOException {
        write("clouds.yaml", CLOUDS);
        CloudSettings one = reader(Map.of("OS_CLOUD", "one", "OS_USERNAME", "somebody else"))
                .read();
        assertThat(one.authUrl()).hasToString("https://one.example:5000/v3");
        assertThat(one.region()).contains("North");
        assertThat(one.endpoints()).isEqualTo(EndpointInterface.INTERNAL);
        assertThat(one.authorities()).contains(Path.of("/etc/one.pem"));
        assertThat(one.scope()).isEqualTo(new Scope.ProjectName("service", new Domain("id", "default")));
        Password password = (Password) one.credentials();
        assertThat(password.password()).isEqualTo(Secret.of("12345"));
        assertThat(password.user().name()).contains("nova");
        assertThat(password.user().domain()).contains(new Domain("name", "Users"));
    }

    @Test
    void secretsMayBeInAFileOfTheirOwnWhichWins() throws IOException {
        write("clouds.yaml", CLOUDS);
        write("secure.yaml", """
                clouds:
                  two:
                    auth:
                      application_credential_secret: in secure
                """);
        CloudSettings two = reader(Map.of("OS_CLOUD", "two")).read();
        assertThat(((ApplicationCredential) two.credentials()).secret()).isEqualTo(Secret.of("in secure"));
        assertThat(((ApplicationCredential) two.credentials()).id()).contains("0123");
        assertThat(two.authUrl()).hasToString("https://two.example/identity/v3");
        assertThat(two.region()).contains("East");
        assertThat(two.scope()).isEqualTo(new Scope.OfCredential());
    }

    @Test
    void theFirstFolderWithAFileCounts() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        write("clouds.yaml", CLOUDS);
        Files.writeString(other.resolve("clouds.yml"), CLOUDS.replace("North", "South"));
        assertThat(new CloudReader(Map.of("OS_CLOUD", "one"), List.of(other, folder))
                        .read()
                        .region())
                .contains("South");
        assertThat(new CloudReader(
                                Map.of(
                                        "OS_CLOUD",
                                        "one",
                                        "OS_CLIENT_CONFIG_FILE",
                                        folder.resolve("clouds.yaml").toString()),
                                List.of(other))
                        .read()
                        .region())
                .contains("North");
    }

    @Test
    void variablesCountWithoutACloud() throws IOException {
        write("clouds.yaml", CLOUDS);
        CloudSettings settings = reader(Map.of(
                        "OS_CLOUD", "",
                        "OS_AUTH_URL", "http://keystone:5000/v2.0",
                        "OS_USERNAME", "admin",
                        "OS_PASSWORD", "secret",
                        "OS_PROJECT_ID", "p1",
                        "OS_INTERFACE", "admin"))
                .read();
        assertThat(settings.authUrl()).hasToString("http://keystone:5000/v3");
        assertThat(settings.scope()).isEqualTo(new Scope.ProjectId("p1"));
        assertThat(settings.endpoints()).isEqualTo(EndpointInterface.ADMIN);
        assertThat(((Password) settings.credentials()).user().domain()).contains(new Domain("id", "default"));
    }

    @Test
    void aTokenIsEnough() {
        CloudSettings settings = reader(Map.of(
                        "OS_AUTH_TYPE", "v3token",
                        "OS_AUTH_URL", "http://keystone:5000",
                        "OS_TOKEN", "t",
                        "OS_PROJECT_NAME", "p"))
                .read();
        assertThat(settings.credentials()).isEqualTo(new Token(Secret.of("t")));
        assertThat(settings.credentials().canRenew()).isFalse();
    }

    @Test
    void theOnlyCloudNeedsNoName() throws IOException {
        write("clouds.yaml", CLOUDS.substring(0, CLOUDS.indexOf("  two:")));
        assertThat(reader(Map.of()).read().region()).isEqualTo(Optional.of("North"));
    }

    @Test
    void whatIsMissingOrRefusedIsSaid() throws IOException {
        write("clouds.yaml", CLOUDS);
        assertRefused(Map.of(), "OS_CLOUD has to name one of [one, two]");
        assertRefused(Map.of("OS_CLOUD", "three"), "no cloud three");
        assertRefused(Map.of("OS_AUTH_URL", "http://k", "OS_USERNAME", "u"), "password is missing");
        assertRefused(Map.of("OS_AUTH_URL", "ftp://k", "OS_TOKEN", "t"), "auth_url is no http");
        assertRefused(
                Map.of("OS_AUTH_URL", "https://k", "OS_TOKEN", "t", "OS_PROJECT_ID", "p", "OS_INSECURE", "true"),
                "certificates are always verified");
        write("clouds.yaml", "clouds: {one: {auth: {password: [planted}}");
        assertThatThrownBy(() -> reader(Map.of("OS_CLOUD", "one")).read())
                .hasMessageContaining("is no YAML")
                .hasMessageNotContaining("planted");
    }

    private void assertRefused(Map<String, String> environment, String why) {
        assertThatThrownBy(() -> reader(environment).read())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining(why);
    }

    private CloudReader reader(Map<String, String> environment) {
        return new CloudReader(environment, List.of(folder));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
