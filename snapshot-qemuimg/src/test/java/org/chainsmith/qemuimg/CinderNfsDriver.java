package org.chainsmith.qemuimg;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Cinder's own NFS driver in a process of its own; see src/test/python/cinder_nfs_driver.py. */
final class CinderNfsDriver implements AutoCloseable {
    private final JsonMapper json = new JsonMapper();
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;
    private final Path directory;

    private CinderNfsDriver(Process process) throws IOException {
        this.process = process;
        this.commands = process.outputWriter(UTF_8);
        this.answers = process.inputReader(UTF_8);
        this.directory = Path.of(answer().required("directory").stringValue());
    }

    static CinderNfsDriver start(Path root, String... options) throws IOException {
        List<String> command = new java.util.ArrayList<>(
                List.of("/usr/bin/python3", "src/test/python/cinder_nfs_driver.py", root.toString()));
        command.addAll(List.of(options));
        return new CinderNfsDriver(new ProcessBuilder(command)
                .redirectError(root.resolve("cinder.log").toFile())
                .start());
    }

    /** Where the driver keeps volumes. */
    Path directory() {
        return directory;
    }

    void createVolume(String volume, int gibibytes) throws IOException {
        ask(command("create_volume", volume).put("size", gibibytes));
    }

    void createSnapshot(String volume, String snapshot, int gibibytes) throws IOException {
        ask(command("create_snapshot", volume).put("snapshot", snapshot).put("size", gibibytes));
    }

    void deleteSnapshot(String volume, String snapshot) throws IOException {
        ask(command("delete_snapshot", volume).put("snapshot", snapshot));
    }

    void deleteVolume(String volume) throws IOException {
        ask(command("delete_volume", volume));
    }

    /** What the driver reads: the record, the active image, and the chain, active first. */
    JsonNode list(String volume) throws IOException {
        return ask(command("list", volume));
    }

    private ObjectNode command(String what, String volume) {
        return json.createObjectNode().put("do", what).put("volume", volume);
    }

    private JsonNode ask(ObjectNode command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        return answer();
    }

    private JsonNode answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the driver's process has ended");
        }
        JsonNode answer = json.readTree(line);
        if (answer.has("error")) {
            throw new IOException("the driver said " + answer);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
