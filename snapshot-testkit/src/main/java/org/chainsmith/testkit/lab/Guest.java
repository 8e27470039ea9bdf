package org.chainsmith.testkit.lab;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A guest in the lab. Closing it powers it off and forgets it; its images stay. */
public final class Guest implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");
    private static final Pattern EXIT = Pattern.compile("\"exitcode\":(\\d+)");
    private static final Pattern OUTPUT = Pattern.compile("\"out-data\":\"([^\"]*)\"");

    private final LibvirtLab lab;
    private final String name;

    Guest(LibvirtLab lab, String name) {
        this.lab = lab;
        this.name = name;
    }

    /** The name of its domain. */
    public String name() {
        return name;
    }

    /** Starts it, and waits for its agent. */
    public void start() {
        lab.virsh("start", name);
        awaitAgent();
    }

    /** Waits until the agent answers. */
    public void awaitAgent() {
        Await.until("an answer of the agent of " + name, PATIENCE, this::agentAnswers);
    }

    /** Whether the agent answers at the moment. */
    public boolean agentAnswers() {
        return lab.tryVirsh("qemu-agent-command", "--timeout", "5", name, "{\"execute\":\"guest-ping\"}")
                        .exit()
                == 0;
    }

    /** What the agent answered to a command in JSON. */
    public String agent(String json) {
        return lab.virsh("qemu-agent-command", "--timeout", "30", name, json);
    }

    /** What a command line printed in the guest, where it has to succeed. No quotation marks, no backslashes. */
    public String run(String commandLine) {
        String started = agent(execution(commandLine));
        String status = "{\"execute\":\"guest-exec-status\",\"arguments\":{\"pid\":" + first(PID, started) + "}}";
        String[] answer = {""};
        Await.until("the end of " + commandLine, PATIENCE, () -> {
            answer[0] = agent(status);
            return answer[0].contains("\"exited\":true");
        });
        String output = OUTPUT.matcher(answer[0]).find()
                ? new String(Base64.getDecoder().decode(first(OUTPUT, answer[0])), StandardCharsets.UTF_8)
                : "";
        if (!EXIT.matcher(answer[0]).find() || !"0".equals(first(EXIT, answer[0]))) {
            throw new AssertionError(commandLine + " failed in " + name + ": " + answer[0] + output);
        }
        return output;
    }

    /** Starts such a command line, and does not mind when no answer comes: it may let the guest be paused at once. */
    public void begin(String commandLine) {
        lab.tryVirsh("qemu-agent-command", "--timeout", "30", name, execution(commandLine));
    }

    private static String execution(String commandLine) {
        return "{\"execute\":\"guest-exec\",\"arguments\":{\"path\":\"/bin/sh\",\"arg\":[\"-c\",\""
                + commandLine
                + "\"],\"capture-output\":true}}";
    }

    /** Whether file systems of it are frozen. */
    public boolean isFrozen() {
        return agent("{\"execute\":\"guest-fsfreeze-status\"}").contains("\"frozen\"");
    }

    /** The number of the last record that is durable on a disk, as the guest sees it; 0 before the first. */
    public long lastRecord(String serial) {
        return Long.parseLong(
                run("cat /run/last/" + serial + " | grep . || echo 0").strip());
    }

    /** Waits until a disk has a later record than the one with this number. */
    public void awaitRecordAfter(String serial, long number) {
        Await.until("record " + number + " of " + serial, PATIENCE, () -> lastRecord(serial) > number);
    }

    /** The stalls of a disk that its writer saw since it was started. */
    public List<Stall> stalls(String serial) {
        return run("cat /run/gaps/" + serial).lines().map(Stall::parse).toList();
    }

    /** What libvirt calls its state, as {@code running}, {@code paused} or {@code shut off}. */
    public String state() {
        return lab.virsh("domstate", name).strip();
    }

    /** The QEMU process that runs it. */
    public ProcessHandle qemu() {
        return lab.qemu(name);
    }

    @Override
    public void close() {
        if (!"shut off".equals(state())) {
            lab.virsh("destroy", name);
        }
        lab.virsh("undefine", name);
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("found no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    /**
     * A gap of more than 20 ms between two records on one disk.
     *
     * @param record the number of the later record
     * @param length from the end of the earlier record to the end of the later one
     */
    public record Stall(long record, Duration length) {
        static Stall parse(String line) {
            String[] words = line.split(" ", -1);
            return new Stall(Long.parseLong(words[0]), Duration.ofNanos(Long.parseLong(words[2]) * 1000));
        }
    }
}
