package org.chainsmith.cinder.keystone;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads settings as OpenStack's own tools do.
 *
 * <p>{@code OS_CLOUD} names a cloud in clouds.yaml, which is the first of: {@code OS_CLIENT_CONFIG_FILE}, the current
 * directory, {@code ~/.config/openstack}, {@code /etc/openstack}. A secure.yaml found likewise adds to it, and wins. Without
 * {@code OS_CLOUD} the {@code OS_*} variables count; where there is not even {@code OS_AUTH_URL}, the only cloud of
 * clouds.yaml does.
 *
 * @param environment the variables
 * @param folders where the files may be
 */
public record CloudReader(Map<String, String> environment, List<Path> folders) {
    private static final List<String> ENDINGS = List.of("yaml", "yml", "json");

    public CloudReader {
        environment = Map.copyOf(environment);
        folders = List.copyOf(folders);
    }

    /** The environment and the usual folders of this process. */
    static CloudReader ofProcess() {
        Map<String, String> environment = System.getenv();
        Path configuration = Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                .filter(text -> !text.isEmpty())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".config"));
        return new CloudReader(
                environment, List.of(Path.of(""), configuration.resolve("openstack"), Path.of("/etc/openstack")));
    }

    /**
     * The settings.
     *
     * @throws SnapshotException INVALID_ARGUMENT if there are none, or not enough
     */
    public CloudSettings read() {
        Optional<String> named = variable("OS_CLOUD");
        if (named.isPresent()) {
            return ofCloud(named.get());
        }
        if (variable("OS_AUTH_URL").isPresent()) {
            return CloudSettings.of(variables(), "the OS_* variables");
        }
        List<String> all = find("clouds")
                .map(file -> List.copyOf(parse(file).path("clouds").propertyNames()))
                .orElse(List.of());
        if (all.size() == 1) {
            return ofCloud(all.get(0));
        }
        throw wrong(all.isEmpty() ? "neither OS_CLOUD nor OS_AUTH_URL is set" : "OS_CLOUD has to name one of " + all);
    }

    private Map<String, String> variables() {
        Map<String, String> values = new LinkedHashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith("OS_")) {
                values.put(name.substring(3).toLowerCase(Locale.ROOT), value);
            }
        });
        values.putIfAbsent("token", values.getOrDefault("auth_token", ""));
        return values;
    }

    private CloudSettings ofCloud(String name) {
        Path file =
                find("clouds").orElseThrow(() -> wrong("there is no clouds.yaml in which cloud " + name + " could be"));
        JsonNode cloud = parse(file).path("clouds").path(name);
        if (!cloud.isObject()) {
            throw wrong("there is no cloud " + name + " in " + file);
        }
        if (cloud.has("profile") || cloud.has("cloud")) {
            throw wrong(
                    "cloud " + name + " in " + file + " builds on the profile of a vendor; write its auth_url instead");
        }
        Map<String, String> values = flat(cloud);
        find("secure")
                .ifPresent(secure ->
                        values.putAll(flat(parse(secure).path("clouds").path(name))));
        return CloudSettings.of(values, "cloud " + name + " in " + file);
    }

    private static Map<String, String> flat(JsonNode cloud) {
        Map<String, String> values = new LinkedHashMap<>();
        cloud.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isValueNode()) {
                values.put(entry.getKey(), value.asString());
            }
        });
        cloud.path("auth")
                .properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asString()));
        JsonNode regions = cloud.path("regions");
        if (!values.containsKey("region_name") && regions.isArray() && !regions.isEmpty()) {
            JsonNode first = regions.get(0);
            values.put("region_name", first.isObject() ? first.path("name").asString() : first.asString());
        }
        return values;
    }

    private Optional<Path> find(String base) {
        Optional<Path> said = variable("OS_CLIENT_" + (base.equals("clouds") ? "CONFIG" : "SECURE") + "_FILE")
                .map(Path::of);
        if (said.isPresent()) {
            return said;
        }
        return folders.stream()
                .flatMap(folder -> ENDINGS.stream().map(ending -> folder.resolve(base + "." + ending)))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static JsonNode parse(Path file) {
        try {
            return new YAMLMapper().readTree(Files.readString(file));
        } catch (IOException e) {
            throw wrong("cannot read " + file + ": " + e.getMessage());
        } catch (JacksonException e) {
            // Not its message: it quotes what may be a password.
            throw wrong(file + " is no YAML, line " + e.getLocation().getLineNr());
        }
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
    }

    private static SnapshotException wrong(String what) {
        return new SnapshotException(
                        ErrorCode.INVALID_ARGUMENT, "Cannot tell how to reach the cloud: " + requireNonNull(what))
                .hint("Set OS_CLOUD, or OS_AUTH_URL and its companions; openstack token issue has to work.");
    }
}
