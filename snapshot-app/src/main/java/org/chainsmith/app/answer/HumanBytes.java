package org.chainsmith.app.answer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Bytes as people read them: {@code 1 GiB}, {@code 1.5 MiB}, {@code 512 B}. */
final class HumanBytes {
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");
    private static final BigDecimal STEP = BigDecimal.valueOf(1024);

    private HumanBytes() {}

    /** Rounded to two places. Without String.format, whose first use costs the start-up 20 ms. */
    static String of(long bytes) {
        BigDecimal value = BigDecimal.valueOf(bytes);
        int unit = 0;
        while (value.compareTo(STEP) >= 0 && unit < UNITS.size() - 1) {
            value = value.divide(STEP);
            unit++;
        }
        String number =
                value.setScale(2, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
        return number + " " + UNITS.get(unit);
    }
}
