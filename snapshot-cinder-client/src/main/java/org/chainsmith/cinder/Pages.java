package org.chainsmith.cinder;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads a list page by page. Cinder's links name the next page by a URL that need not lead to it from here, behind a proxy for
 * instance; so only the marker in it is believed.
 */
final class Pages {
    private static final Pattern MARKER = Pattern.compile("[?&]marker=([A-Za-z0-9._~%-]+)");

    private Pages() {}

    /**
     * All members of a list.
     *
     * @param member the name of the list
     * @param fetch the page after a marker, or the first
     * @return empty if a page is no such list, or pages lead in a circle
     */
    static Optional<List<JsonNode>> all(String member, Function<Optional<String>, JsonNode> fetch) {
        List<JsonNode> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Optional<String> marker = Optional.empty();
        do {
            JsonNode page = fetch.apply(marker);
            if (!page.path(member).isArray()) {
                return Optional.empty();
            }
            page.path(member).forEach(all::add);
            marker = next(page);
            if (marker.isPresent() && !seen.add(marker.get())) {
                return Optional.empty();
            }
        } while (marker.isPresent());
        return Optional.of(List.copyOf(all));
    }

    /** The marker of the next page, still encoded as in a query. */
    private static Optional<String> next(JsonNode page) {
        return page.properties().stream()
                .filter(entry -> entry.getKey().endsWith("_links"))
                .flatMap(entry -> entry.getValue().valueStream())
                .filter(link -> link.path("rel").asString("").equals("next"))
                .map(link -> MARKER.matcher(link.path("href").asString("")))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst();
    }
}
