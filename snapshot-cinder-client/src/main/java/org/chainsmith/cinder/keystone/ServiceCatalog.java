package org.chainsmith.cinder.keystone;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Where services are, as the answer to an authentication tells. */
record ServiceCatalog(List<Entry> entries) {
    /** One endpoint of one service. */
    record Entry(String type, String region, String endpointInterface, String url) {}

    ServiceCatalog {
        entries = List.copyOf(entries);
    }

    static ServiceCatalog of(JsonNode catalog) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode service : catalog) {
            for (JsonNode endpoint : service.path("endpoints")) {
                entries.add(new Entry(
                        service.path("type").asString(""),
                        endpoint.path("region_id")
                                .asString(endpoint.path("region").asString("")),
                        endpoint.path("interface").asString(""),
                        endpoint.path("url").asString("")));
            }
        }
        return new ServiceCatalog(entries);
    }

    /** The first endpoint of the first of these types that there is, in the region if one is given. */
    Optional<URI> find(List<String> types, Optional<String> region, EndpointInterface wanted) {
        return types.stream()
                .flatMap(type -> entries.stream().filter(entry -> entry.type.equals(type)))
                .filter(entry -> region.isEmpty() || region.get().equals(entry.region))
                .filter(entry -> entry.endpointInterface.equals(wanted.id()))
                .flatMap(entry -> parsed(entry.url).stream())
                .findFirst();
    }

    private static Optional<URI> parsed(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
