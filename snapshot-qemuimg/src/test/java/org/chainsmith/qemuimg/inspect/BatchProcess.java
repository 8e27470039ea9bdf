package org.chainsmith.qemuimg.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.error.SnapshotException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A process that answers a batch, as the command line does, and then maps each image of it but the first. */
final class BatchProcess {
    private BatchProcess() {}

    /**
     * Prints for each line {@code true} if the image is accepted, and the codes; then for each line but the first {@code mapped}, or the
     * code of the refusal.
     */
    public static void main(String[] arguments) throws IOException {
        byte[] input = System.in.readAllBytes();
        List<JsonNode> requests = new ArrayList<>();
        new String(input, UTF_8).lines().map(new JsonMapper()::readTree).forEach(requests::add);
        new InspectionBatch(
                        new ByteArrayInputStream(input),
                        verdict -> System.out.println(verdict.accepted() + " "
                                + verdict.reasons().stream().map(Finding::code).toList()))
                .answerAll();
        requests.stream().skip(1).forEach(request -> System.out.println(map(request)));
    }

    private static String map(JsonNode request) {
        try {
            MappedImage.read(
                    Path.of(request.get("path").asString()),
                    ImageFormat.parse(request.get("format").asString()));
            return "mapped";
        } catch (SnapshotException e) {
            return e.code().name();
        }
    }
}
