package org.chainsmith.cinder.keystone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chainsmith.cinder.http.Secret;
import org.chainsmith.cinder.keystone.Scope.Domain;

/** How we prove who we are. */
public sealed interface Credentials {
    /** The "identity" of an authentication request. */
    Map<String, Object> json();

    /** Whether they stay good when the token they gave has expired. */
    default boolean canRenew() {
        return true;
    }

    /** A user, by id, or by name in a domain. */
    record User(Optional<String> id, Optional<String> name, Optional<Domain> domain) {
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            id.ifPresent(value -> json.put("id", value));
            if (id.isEmpty()) {
                name.ifPresent(value -> json.put("name", value));
                domain.ifPresent(value -> json.put("domain", value.json()));
            }
            return json;
        }
    }

    /** A user and a password. */
    record Password(User user, Secret password) implements Credentials {
        @Override
        public Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>(user.json());
            json.put("password", password.reveal());
            return Map.of("methods", List.of("password"), "password", Map.of("user", json));
        }
    }

    /** A credential made for one application: by its id, or by its name and its user. */
    record ApplicationCredential(Optional<String> id, Optional<String> name, User user, Secret secret)
            implements Credentials {
        @Override
        public Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            id.ifPresent(value -> json.put("id", value));
            if (id.isEmpty()) {
                name.ifPresent(value -> json.put("name", value));
                json.put("user", user.json());
            }
            json.put("secret", secret.reveal());
            return Map.of("methods", List.of("application_credential"), "application_credential", json);
        }
    }

    /** A token that somebody else got. */
    record Token(Secret token) implements Credentials {
        @Override
        public Map<String, Object> json() {
            return Map.of("methods", List.of("token"), "token", Map.of("id", token.reveal()));
        }

        @Override
        public boolean canRenew() {
            return false;
        }
    }
}
