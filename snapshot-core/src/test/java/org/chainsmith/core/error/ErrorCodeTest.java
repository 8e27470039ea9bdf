package org.chainsmith.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorCodeTest {
    private static final Path REFERENCE = Path.of("../docs/reference/error-codes.md");

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeIsInTheReferenceWithItsKind(ErrorCode code) throws IOException {
        String kind = code.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        assertThat(Files.readAllLines(REFERENCE))
                .anyMatch(line -> line.startsWith("| `" + code.id() + "` | `" + kind + "` |"));
    }
}
