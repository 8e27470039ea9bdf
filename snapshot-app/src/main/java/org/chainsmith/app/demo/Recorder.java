package org.chainsmith.app.demo;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The guest that writes records, seen from within by its agent. Asked by virsh and not by Chainsmith. */
final class Recorder {
    /** Its name. */
    static final String NAME = "demo";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final JsonMapper JSON = new JsonMapper();

    private final Lab lab;
    private final Program virsh;

    /** Starts a guest with these disks, given as {@code SERIAL=FORMAT:FILE}, and waits until it is up. */
    Recorder(Lab lab, List<String> disks) {
        this.lab = requireNonNull(lab, "lab is null");
        this.virsh = lab.virsh();
        start(disks);
    }

    private void start(List<String> disks) {
        String[] arguments = new String[disks.size() + 2];
        arguments[0] = "domain";
        arguments[1] = NAME;
        for (int i = 0; i < disks.size(); i++) {
            arguments[i + 2] = disks.get(i);
        }
        Path xml = lab.folder().resolve(NAME + ".xml");
        try {
            Files.writeString(xml, lab.script(arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        virsh.run(List.of("define", xml.toString()));
        virsh.run(List.of("start", NAME));
        await("an answer of the guest's agent", this::agentAnswers);
    }

    private boolean agentAnswers() {
        try {
            agent("{\"execute\":\"guest-ping\"}");
            return true;
        } catch (SnapshotException e) {
            return false; // not up yet
        }
    }

    /** The number of the last record that is durable on a disk, 0 before the first. */
    long last(String serial) {
        return Long.parseLong(sh("cat /run/last/" + serial + " 2>/dev/null | grep . || echo 0"));
    }

    void awaitRecord(String serial, long number) {
        await("record " + number + " on " + serial, () -> last(serial) >= number);
    }

    /** The longest time between two records on a disk from this one on; shorter ones than 20 ms are not noted. */
    Duration longestGap(String serial, long from) {
        String micros = sh("awk '$1 >= " + from + " && $3 > m { m = $3 } END { print m + 0 }' /run/gaps/" + serial);
        return Duration.ofNanos(Long.parseLong(micros) * 1000);
    }

    private String sh(String commandLine) {
        JsonNode started = agent("{\"execute\":\"guest-exec\",\"arguments\":{\"path\":\"/bin/sh\",\"arg\":[\"-c\","
                + JSON.writeValueAsString(commandLine) + "],\"capture-output\":true}}");
        String status = "{\"execute\":\"guest-exec-status\",\"arguments\":{\"pid\":"
                + started.path("pid").asLong() + "}}";
        JsonNode[] answer = {started};
        await("the end of " + commandLine + " in the guest", () -> {
            answer[0] = agent(status);
            return answer[0].path("exited").asBoolean();
        });
        byte[] output = Base64.getDecoder().decode(answer[0].path("out-data").asString(""));
        return new String(output, StandardCharsets.UTF_8).strip();
    }

    private JsonNode agent(String json) {
        return JSON.readTree(virsh.run(List.of("qemu-agent-command", "--timeout", "10", NAME, json)))
                .path("return");
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new SnapshotException(
                        ErrorCode.AGENT_TIMEOUT, "Waited " + PATIENCE.toSeconds() + " s in vain: " + what + ".");
            }
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SnapshotException(ErrorCode.AGENT_FAILED, "Interrupted while it waited: " + what + ".", e);
            }
        }
    }
}
