package org.chainsmith.qemuimg.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.qemuimg.qcow2.HostileImages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InspectionBatchTest {
    @TempDir
    private Path directory;

    private String good;

    @BeforeEach
    void makeImage() throws IOException {
        Path image = Files.write(directory.resolve(HostileImages.BASE), new byte[512]);
        good = "{\"path\": \"" + image + "\", \"format\": \"raw\"}";
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "``|INVALID_ARGUMENT",
                "{|INVALID_ARGUMENT",
                "[]|INVALID_ARGUMENT",
                "null|INVALID_ARGUMENT",
                "17|INVALID_ARGUMENT",
                "{\"path\": \"/x\", \"path\": \"/y\", \"format\": \"raw\"}|INVALID_ARGUMENT",
                "{\"path\": \"/x\", \"format\": \"raw\"} {}|INVALID_ARGUMENT",
                "{\"path\": \"/x\", \"format\": \"raw\", \"probe\": true}|INVALID_ARGUMENT",
                "{\"format\": \"raw\"}|INVALID_ARGUMENT",
                "{\"path\": 7, \"format\": \"raw\"}|INVALID_ARGUMENT",
                "{\"path\": \"/x\"}|FORMAT_UNKNOWN",
                "{\"path\": \"/x\", \"format\": null}|FORMAT_UNKNOWN",
                "{\"path\": \"/x\", \"format\": \"vmdk\"}|INVALID_FORMAT",
                "{\"path\": \"/x\", \"format\": \"raw\", \"role\": \"root\"}|INVALID_ARGUMENT",
                "{\"path\": \"/x\", \"format\": \"raw\", \"volume\": \"volume-1-1-1-1-1\"}|INVALID_ID",
                "{\"path\": \"/x\", \"format\": \"raw\", \"layer-formats\": [\"a\"]}|INVALID_ARGUMENT",
                "{\"path\": \"/x\", \"format\": \"raw\", \"layer-formats\": {\"a/b\": \"raw\"}}|IMAGE_NAME_REFUSED",
                "{\"path\": \"/x\", \"format\": \"raw\", \"max-chain\": 0}|INVALID_ARGUMENT",
                "{\"path\": \"/x\", \"format\": \"raw\", \"max-chain\": 1.5}|INVALID_ARGUMENT",
                "{\"path\": \"/x\", \"format\": \"raw\", \"max-virtual-size\": -1}|INVALID_SIZE",
                "{\"path\": \"/x\", \"format\": \"raw\", \"max-virtual-size\": 99999999999999999999}|INVALID_ARGUMENT",
                "{\"path\": \"/x\\u0000\", \"format\": \"raw\"}|IMAGE_NAME_REFUSED",
                "{\"path\": \"/nowhere/x\", \"format\": \"raw\"}|IMAGE_MISSING",
                "{\"path\": \"\u00ff\", \"format\": \"raw\"}|INVALID_ARGUMENT"
            })
    void aBadLineIsAnsweredAndTheNextOneToo(String line, ErrorCode code) {
        List<Verdict> verdicts = answers(good + "\n" + line + "\n" + good);

        assertThat(verdicts).extracting(Verdict::accepted).containsExactly(true, false, true);
        assertThat(verdicts.get(1).reasons()).extracting(Finding::code).containsExactly(code);
    }

    @Test
    void aLineWithoutEndIsCutOff() {
        List<Verdict> verdicts = answers("[".repeat(1 << 20) + "\n" + "[".repeat(200_000) + "\n" + good + "\n");

        assertThat(verdicts).extracting(Verdict::accepted).containsExactly(false, false, true);
    }

    @Test
    void noLinesHaveNoAnswers() {
        assertThat(answers("")).isEmpty();
    }

    @Test
    void allFieldsCount() {
        String all = good.replace(
                "}",
                ", \"volume\": \"" + HostileImages.BASE + "\", \"layer-formats\": {\"" + HostileImages.BASE
                        + "\": \"raw\"}, \"role\": \"layer\", \"max-chain\": 9999999999, \"max-virtual-size\": 512}");
        assertThat(answers(all)).extracting(Verdict::accepted).containsExactly(true);
        assertThat(answers(all.replace("512", "511")))
                .extracting(Verdict::accepted)
                .containsExactly(false);
        assertThat(answers(
                        all.replace("\"volume\": \"" + HostileImages.BASE, "\"volume\": \"" + HostileImages.FOREIGN)))
                .extracting(Verdict::accepted)
                .containsExactly(false);
    }

    private static List<Verdict> answers(String input) {
        List<Verdict> verdicts = new ArrayList<>();
        new InspectionBatch(new ByteArrayInputStream(input.getBytes(ISO_8859_1)), verdicts::add).answerAll();
        return verdicts;
    }
}
