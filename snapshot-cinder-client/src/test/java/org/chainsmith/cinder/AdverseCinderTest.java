package org.chainsmith.cinder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.chainsmith.cinder.resilience.Limits;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sent to a volume service that misbehaves, and what comes of it. Prints it as a table. */
final class AdverseCinderTest {
    private static final List<String> TABLE = new ArrayList<>();
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    static Stream<AdverseRow> rows() {
        return Stream.concat(AdverseReports.rows(), AdverseRequests.rows());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatIsSentAndWhatComesOfIt(AdverseRow row) {
        try (FakeCinder cinder = new FakeCinder()) {
            row.cinder().accept(cinder);
            String outcome;
            try {
                outcome = row.call()
                        .carriedOut
                        .apply(cinder.client(limits(row)).catalog())
                        .toString();
            } catch (SnapshotException e) {
                outcome = e.code().id();
                assertThat(e).hasMessageStartingWith("Asked the volume service to ");
                assertThat(e.getMessage()).endsWith(".");
                assertThat(e.hint()).isPresent();
            }
            List<String> sent =
                    cinder.sent().stream().map(AdverseCinderTest::shortened).toList();
            TABLE.add(String.format(
                    "%-17s %-30s %-24s %s",
                    row.call().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    row.situation(),
                    outcome,
                    String.join(", ", sent)));
            assertThat(outcome).isEqualTo(row.outcome());
            assertThat(sent).isEqualTo(row.sent());
            assertThat(sent)
                    .contains(
                            row.outcome().equals("the snapshot") && row.sent().size() == 1
                                    ? "GET all"
                                    : row.call().sent);
        }
    }

    /** Little patience only where it is tried: a loaded machine is slow, too. */
    private static Limits limits(AdverseRow row) {
        return row.situation().startsWith("too slow") ? FakeCinder.LIMITS.withAnswer(PATIENCE) : FakeCinder.LIMITS;
    }

    /** A is the action of the snapshot, S the snapshot itself. */
    private static String shortened(String request) {
        return request.replace("/snapshots/" + AdverseRow.SNAPSHOT + "/action", "A")
                .replace("/snapshots/" + AdverseRow.SNAPSHOT, "S")
                .replace("/snapshots/detail", "all")
                .replace(" /snapshots", "");
    }

    @AfterAll
    static void printTheTableThatTheReferenceShows() throws IOException {
        String table = String.format("%-17s %-30s %-24s %s%n", "call", "the volume service answers", "outcome", "sent")
                + String.join("\n", TABLE);
        System.out.println(table);
        assertThat(Files.readString(Path.of("../docs/reference/cinder-client.md")))
                .contains(table);
    }
}
