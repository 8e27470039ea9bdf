package org.chainsmith.testkit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chainsmith.testkit.lab.LabProcess.CannotRun;

/**
 * A Keystone of our own, and a Cinder that asks it who calls, and where the compute side is. In its project {@code service}
 * are the users {@code cinder} and {@code nova}, with the roles admin and service; in its project {@code demo}, which volumes
 * belong to, {@code demo} is a member. Everybody's password is {@link #PASSWORD}. A test gets it as a parameter by
 * {@code @ExtendWith(KeystoneExtension.class)}; all tests of a JVM share one.
 */
public final class KeystoneLab implements RunningLab {
    /** Everybody's password. */
    public static final String PASSWORD = "lab";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LabProcess process;
    private final CinderLab cinder;

    private KeystoneLab(LabProcess process, CinderLab cinder) {
        this.process = process;
        this.cinder = cinder;
    }

    static KeystoneLab start() throws CannotRun {
        int computePort = CinderLab.freePort();
        LabProcess process = LabProcess.start(
                LabProcess.script("cinder/cinder"), "run", CinderLab.compute(computePort) + "/v2.1", "keystone");
        URI endpoint = URI.create("http://" + process.detail(1) + ":" + process.detail(0) + "/v3");
        CinderLab cinder = new CinderLab(
                process,
                computePort,
                endpoint,
                process.detail(2),
                process.detail(3),
                environment(authUrl(process), "demo", "demo"));
        return new KeystoneLab(process, cinder);
    }

    /** The Cinder. Its command line client is that of {@code demo}. */
    public CinderLab cinder() {
        return cinder;
    }

    /** Where Keystone answers: {@code http://ADDRESS:5000/v3}. */
    public URI authUrl() {
        return authUrl(process);
    }

    private static URI authUrl(LabProcess process) {
        return URI.create("http://" + process.detail(1) + ":5000/v3");
    }

    /** The variables by which a user tells every client of OpenStack who it is. */
    public Map<String, String> environment(String user, String project) {
        return environment(authUrl(), user, project);
    }

    private static Map<String, String> environment(URI authUrl, String user, String project) {
        return Map.of(
                "OS_AUTH_URL",
                authUrl.toString(),
                "OS_USERNAME",
                user,
                "OS_PASSWORD",
                PASSWORD,
                "OS_PROJECT_NAME",
                project,
                "OS_USER_DOMAIN_NAME",
                "Default",
                "OS_PROJECT_DOMAIN_NAME",
                "Default",
                "OS_REGION_NAME",
                "RegionOne");
    }

    /** A new token of a user. */
    public String token(String user, String project) {
        return logIn(user, project).headers().firstValue("X-Subject-Token").orElseThrow();
    }

    /** From now on this token is no good. */
    public void revoke(String token) {
        send("DELETE", "/auth/tokens", "", Map.of("X-Auth-Token", token, "X-Subject-Token", token));
    }

    /** The variables by which an application says who it is, with a credential that is made now. */
    public Map<String, String> applicationCredential(String user, String project) {
        HttpResponse<String> login = logIn(user, project);
        Matcher id = Pattern.compile("\"user\":.*?\"id\": \"([0-9a-f]{32})\"").matcher(login.body());
        if (!id.find()) {
            throw new AssertionError("no user in " + login.body());
        }
        String name = UUID.randomUUID().toString();
        send(
                "POST",
                "/users/" + id.group(1) + "/application_credentials",
                "{\"application_credential\": {\"name\": \"" + name + "\", \"secret\": \"" + PASSWORD + "\"}}",
                Map.of(
                        "X-Auth-Token",
                        login.headers().firstValue("X-Subject-Token").orElseThrow()));
        return Map.of(
                "OS_AUTH_TYPE",
                "v3applicationcredential",
                "OS_AUTH_URL",
                authUrl().toString(),
                "OS_USERNAME",
                user,
                "OS_USER_DOMAIN_NAME",
                "Default",
                "OS_APPLICATION_CREDENTIAL_NAME",
                name,
                "OS_APPLICATION_CREDENTIAL_SECRET",
                PASSWORD,
                "OS_REGION_NAME",
                "RegionOne");
    }

    private HttpResponse<String> logIn(String user, String project) {
        String domain = "\"domain\": {\"id\": \"default\"}";
        String identity = "{\"methods\": [\"password\"], \"password\": {\"user\": {\"name\": \"" + user
                + "\", \"password\": \"" + PASSWORD + "\", " + domain + "}}}";
        String scope = "{\"project\": {\"name\": \"" + project + "\", " + domain + "}}";
        return send(
                "POST",
                "/auth/tokens",
                "{\"auth\": {\"identity\": " + identity + ", \"scope\": " + scope + "}}",
                Map.of());
    }

    private HttpResponse<String> send(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(authUrl() + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new AssertionError(
                        method + " " + path + " is answered " + response.statusCode() + " " + response.body());
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A token of an administrator that has expired. */
    public String expiredToken() {
        return process.detail(4);
    }

    @Override
    public void close() {
        cinder.close();
    }
}
