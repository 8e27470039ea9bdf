package org.chainsmith.cinder.keystone;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The project that a token is for. */
public sealed interface Scope {
    /** As Keystone wants it in a request. */
    Optional<Object> json();

    /** What the credential brings with it: an application credential is bound to a project. */
    record OfCredential() implements Scope {
        @Override
        public Optional<Object> json() {
            return Optional.empty();
        }
    }

    /** A project by its id. */
    record ProjectId(String id) implements Scope {
        @Override
        public Optional<Object> json() {
            return Optional.of(Map.of("project", Map.of("id", id)));
        }
    }

    /** A project by its name, which is unique in its domain. */
    record ProjectName(String name, Domain domain) implements Scope {
        @Override
        public Optional<Object> json() {
            return Optional.of(Map.of("project", Map.of("name", name, "domain", domain.json())));
        }
    }

    /** A domain, by id or by name. */
    record Domain(String key, String value) {
        public Domain {
            requireNonNull(key, "key is null");
            requireNonNull(value, "value is null");
        }

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put(key, value);
            return json;
        }
    }
}
