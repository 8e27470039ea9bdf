package org.chainsmith.cinder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.chainsmith.cinder.api.Json;
import tools.jackson.databind.JsonNode;

/** Lists come back whole, whatever the size of their pages, and never without end. */
final class PagesProperties {
    @Property(tries = 200)
    void everyMemberIsReadOnceInOrder(
            @ForAll @UniqueElements @Size(max = 40) List<@IntRange(min = 0, max = 1000) Integer> members,
            @ForAll @IntRange(min = 1, max = 11) int pageSize) {
        assertThat(read(members, pageSize)).contains(members);
    }

    @Property(tries = 50)
    void pagesThatLeadInACircleAreNoList(@ForAll @IntRange(min = 1, max = 5) int length) {
        int[] fetched = {0};
        Optional<List<JsonNode>> all = Pages.all("things", marker -> {
            fetched[0]++;
            return page(List.of(fetched[0]), Optional.of(fetched[0] % length));
        });
        assertThat(all).isEmpty();
        assertThat(fetched[0]).isLessThanOrEqualTo(length + 1);
    }

    private static Optional<List<Integer>> read(List<Integer> members, int pageSize) {
        return Pages.all("things", marker -> {
                    int from = marker.map(text -> members.indexOf(Integer.valueOf(text)) + 1)
                            .orElse(0);
                    List<Integer> page = members.subList(from, Math.min(members.size(), from + pageSize));
                    boolean more = from + pageSize < members.size();
                    return page(page, more ? Optional.of(page.get(page.size() - 1)) : Optional.empty());
                })
                .map(nodes ->
                        nodes.stream().map(node -> node.path("id").asInt()).toList());
    }

    private static JsonNode page(List<Integer> ids, Optional<Integer> next) {
        List<Map<String, Object>> things = new ArrayList<>();
        ids.forEach(id -> things.add(Map.of("id", id)));
        List<Map<String, String>> links = next.map(marker -> List.of(Map.of(
                        "rel",
                        "next",
                        "href",
                        "http://elsewhere.example/v3/things?limit=2&marker=" + marker + "&sort=x")))
                .orElse(List.of());
        return Json.object(Json.write(Map.of("things", things, "things_links", links)))
                .orElseThrow();
    }
}
