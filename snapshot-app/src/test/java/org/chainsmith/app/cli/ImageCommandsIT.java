package org.chainsmith.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code chainsmith image ...} on images that qemu-img made. */
final class ImageCommandsIT {
    private static final String BASE = "volume-11111111-2222-4333-8444-555555555555";
    private static final String OVERLAY = BASE + ".aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

    @TempDir
    private Path directory;

    private final Shell shell = new Shell(settings -> {
        throw new SnapshotException(ErrorCode.INTERNAL, "no store is needed");
    });
    private String base;
    private String overlay;

    @BeforeEach
    void makeChain() throws IOException, InterruptedException {
        base = directory.resolve(BASE).toString();
        overlay = directory.resolve(OVERLAY).toString();
        run("qemu-img", "create", "-q", "-f", "raw", base, "1M");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-b", BASE, "-F", "raw", overlay);
        run("qemu-io", "-f", "qcow2", "-c", "write 64k 64k", "-c", "write -z 256k 128k", overlay);
    }

    @Test
    void anAcceptedImageIsOneDocument() {
        Shell.Outcome outcome = shell.run(
                "image",
                "inspect",
                "--format",
                "qcow2",
                "--volume",
                BASE,
                "--layer-format",
                BASE + "=raw",
                overlay,
                "--output=json");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.err()).isEmpty();
        JsonNode verdict = outcome.json();
        assertThat(List.copyOf(verdict.propertyNames()))
                .containsExactly("verdict", "reasons", "warnings", "chain", "facts");
        assertThat(verdict.get("verdict").asString()).isEqualTo("accept");
        assertThat(verdict.get("chain").toString()).isEqualTo("[\"" + OVERLAY + "\",\"" + BASE + "\"]");
        JsonNode facts = verdict.get("facts");
        assertThat(List.copyOf(facts.propertyNames()))
                .containsExactly(
                        "format",
                        "virtual-size",
                        "cluster-size",
                        "version",
                        "backing-file",
                        "backing-format",
                        "data-file",
                        "features",
                        "dirty",
                        "corrupt",
                        "snapshots",
                        "bitmaps",
                        "encrypted",
                        "compressed",
                        "allocated-bytes");
        assertThat(facts.get("backing-file").asString()).isEqualTo(BASE);
        assertThat(facts.get("data-file").isNull()).isTrue();
        assertThat(facts.get("dirty").isBoolean()).isTrue();
        assertThat(facts.get("compressed").asBoolean()).isFalse();
        assertThat(facts.get("snapshots").asInt()).isZero();
        assertThat(facts.get("cluster-size").asInt()).isEqualTo(65536);
    }

    @Test
    void aRefusedImageIsADocumentToo() throws IOException, InterruptedException {
        run("qemu-img", "rebase", "-f", "qcow2", "-u", "-b", "/etc/passwd", "-F", "raw", overlay);

        Shell.Outcome json = shell.run("image", "inspect", "--format=qcow2", overlay, "--output", "json");
        Shell.Outcome table = shell.run("image", "inspect", "--format=qcow2", overlay);

        assertThat(json.exit()).isEqualTo(3);
        assertThat(json.err()).isEmpty();
        JsonNode reason = json.json().get("reasons").get(0);
        assertThat(reason.get("code").asString()).isEqualTo("backing-name-refused");
        assertThat(reason.get("layer").asString()).isEqualTo(OVERLAY);
        assertThat(reason.get("message").asString()).contains("/etc/passwd");
        assertThat(table.exit()).isEqualTo(3);
        assertThat(table.out()).startsWith("Refused.\n").contains("backing-name-refused");
    }

    @Test
    void compressedClustersAreAFact() throws IOException, InterruptedException {
        String compressed = directory.resolve("compressed.qcow2").toString();
        run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", "-c", base, compressed);
        run("qemu-io", "-f", "qcow2", "-c", "write -c -P 7 64k 64k", compressed);

        JsonNode verdict = shell.json("image", "inspect", "--format=qcow2", "--role=import", compressed);

        assertThat(verdict.get("facts").get("compressed").asBoolean()).isTrue();
    }

    @Test
    void whatIsNotThereEndsWith4() {
        String nowhere = directory.resolve("nowhere").toString();

        Shell.Outcome inspected = shell.run("image", "inspect", "--format=raw", nowhere, "--output=json");
        Shell.Outcome mapped = shell.run("image", "map", "--format=raw", nowhere, "--output=json");

        assertThat(inspected.exit()).isEqualTo(4);
        assertThat(inspected.json().get("reasons").get(0).get("code").asString())
                .isEqualTo("image-missing");
        assertThat(mapped.exit()).isEqualTo(4);
        assertThat(mapped.error().get("code").asString()).isEqualTo("image-not-found");
    }

    @Test
    void wrongUsageEndsWith2() {
        Stream.of(
                        "image inspect " + base,
                        "image inspect --format=raw",
                        "image inspect --format=vmdk " + base,
                        "image inspect --format=raw --volume=volume-1 " + base,
                        "image inspect --format=raw --role=other " + base,
                        "image inspect --format=raw --max-chain=0 " + base,
                        "image inspect --batch " + base,
                        "image map " + base)
                .forEach(line ->
                        assertThat(shell.run(line.split(" ")).exit()).as(line).isEqualTo(2));
    }

    @Test
    void aBatchHasOneAnswerForEachLine() {
        String input = "{\"path\": \"" + overlay + "\", \"format\": \"qcow2\"}\nnonsense\n{\"path\": \"" + base
                + "\", \"format\": \"raw\", \"role\": \"import\"}\n{\"path\": \"" + base
                + "x\", \"format\": \"raw\"}\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, false, UTF_8);
        Session session = new Session(new Terminal(stream, stream, OutputFormat.TABLE, false), Map.of(), settings -> {
            throw new AssertionError("no store is needed");
        });

        ImageInspect command = new ImageInspect(session, new ByteArrayInputStream(input.getBytes(UTF_8)));
        int exit = Commands.of(session, "image", "inspect")
                .addSubcommand("tested", command)
                .execute("tested", "--batch");

        assertThat(exit).isZero();
        List<JsonNode> answers =
                out.toString(UTF_8).lines().map(new JsonMapper()::readTree).toList();
        assertThat(answers)
                .extracting(answer -> answer.get("verdict").asString())
                .containsExactly("accept", "refuse", "accept", "refuse");
        assertThat(answers.get(1).get("facts").isNull()).isTrue();
        assertThat(answers.get(3).get("reasons").get(0).get("code").asString()).isEqualTo("image-missing");
    }

    @Test
    void theMapIsOfTheImageAlone() {
        JsonNode map = shell.json("image", "map", "--format=qcow2", overlay);

        assertThat(map.toString())
                .isEqualTo("{\"image\":\"" + OVERLAY + "\",\"format\":\"qcow2\",\"virtual-size\":1048576,"
                        + "\"lower-bound\":false,\"extents\":["
                        + "{\"start\":0,\"length\":65536,\"kind\":\"absent\"},"
                        + "{\"start\":65536,\"length\":65536,\"kind\":\"data\"},"
                        + "{\"start\":131072,\"length\":131072,\"kind\":\"absent\"},"
                        + "{\"start\":262144,\"length\":131072,\"kind\":\"zero\"},"
                        + "{\"start\":393216,\"length\":655360,\"kind\":\"absent\"}]}");
        assertThat(shell.with("CHAINSMITH_OUTPUT", "table")
                        .run("image", "map", "--format=qcow2", overlay)
                        .out())
                .contains(" 65536              65536               data\n");
    }

    @Test
    void holesOfARawImageAreZeros() throws IOException {
        Path sparse = directory.resolve("sparse");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(1 << 20);
        }

        assertThat(shell.json("image", "map", "--format=raw", sparse.toString())
                        .get("extents")
                        .toString())
                .isEqualTo("[{\"start\":0,\"length\":1048576,\"kind\":\"zero\"}]");
    }

    @Test
    void anEmptyDiskHasNoExtents() throws IOException {
        Path empty = Files.write(directory.resolve("empty"), new byte[0]);

        assertThat(shell.json("image", "map", "--format=raw", empty.toString())
                        .get("extents")
                        .size())
                .isZero();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
