package org.chainsmith.cinder.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whatever stands in the header, a wait is what was said, and never negative. */
final class RetryAfterProperties {
    private static final Instant NOW = Instant.parse("2026-11-21T15:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @Property
    void secondsAreSeconds(@ForAll @IntRange(min = 0, max = 999_999_999) int seconds) {
        assertThat(RetryAfter.parse(" " + seconds + " ", CLOCK)).contains(Duration.ofSeconds(seconds));
    }

    @Property
    void aDateIsTheTimeUntilThen(@ForAll @LongRange(min = -1_000_000, max = 1_000_000) long seconds) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                NOW.plusSeconds(seconds).atOffset(ZoneOffset.UTC));
        assertThat(RetryAfter.parse(date, CLOCK)).contains(Duration.ofSeconds(Math.max(0, seconds)));
    }

    @Property
    void anythingElseIsNothingOrAWait(@ForAll String text) {
        assertThat(RetryAfter.parse(text, CLOCK).orElse(Duration.ZERO)).isGreaterThanOrEqualTo(Duration.ZERO);
    }
}
