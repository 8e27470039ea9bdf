package org.chainsmith.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.chainsmith.app.demo.Demo;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import org.chainsmith.core.guest.DiskTarget;
import org.chainsmith.core.guest.GuestId;
import org.chainsmith.core.snapshot.SnapshotId;
import org.chainsmith.core.snapshot.VolumeId;
import org.chainsmith.qemuimg.inspect.Role;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Puts the commands together. Describing a command to picocli costs ten milliseconds; a command line that names its
 * command needs no other.
 */
final class Commands {
    private static final String VOLUME = "volume";
    private static final String SNAPSHOT = "snapshot";
    private static final String CHAIN = "chain";
    private static final String IMAGE = "image";
    private static final String JOB = "job";
    private static final String OPERATION = "operation";

    private final Map<String, Supplier<Object>> top = new LinkedHashMap<>();
    private final Map<String, Map<String, Supplier<Object>>> grouped = new LinkedHashMap<>();

    private Commands(Session session) {
        add(VOLUME, "create", () -> new VolumeCreate(session));
        add(VOLUME, "adopt", () -> new VolumeAdopt(session));
        add(VOLUME, "list", () -> new VolumeList(session));
        add(VOLUME, "show", () -> new VolumeShow(session));
        add(VOLUME, "delete", () -> new VolumeDelete(session));
        add(SNAPSHOT, "create", () -> new SnapshotCreate(session));
        add(SNAPSHOT, "list", () -> new SnapshotList(session));
        add(SNAPSHOT, "show", () -> new SnapshotShow(session));
        add(SNAPSHOT, "delete", () -> new SnapshotDelete(session));
        add(SNAPSHOT, "restore", () -> new SnapshotRestore(session));
        add(CHAIN, "show", () -> new ChainShow(session));
        add(IMAGE, "inspect", () -> new ImageInspect(session, System.in));
        add(IMAGE, "map", () -> new ImageMap(session));
        add(JOB, "list", () -> new JobList(session));
        add(JOB, "show", () -> new JobList(session));
        add(JOB, "cancel", () -> new JobCancel(session));
        add(JOB, "speed", () -> new JobSpeed(session));
        add(OPERATION, "list", () -> new OperationList(session));
        add(OPERATION, "show", () -> new OperationShow(session));
        add(OPERATION, "cancel", () -> new OperationCancel(session));
        top.put(VOLUME, VolumeCommands::new);
        top.put(SNAPSHOT, SnapshotCommands::new);
        top.put(CHAIN, ChainCommands::new);
        top.put(IMAGE, ImageCommands::new);
        top.put(JOB, JobCommands::new);
        top.put(OPERATION, OperationCommands::new);
        top.put("recover", () -> new Recover(session));
        top.put(
                "demo",
                () -> new Demo(
                        session.terminal()::line, session.stores(), session.hypervisors(), session.environment()));
        top.put("warm-up", () -> new WarmUp(session.stores()));
        top.put("serve", () -> new Serve(session));
        top.put("completion", () -> new Completion(session));
    }

    private void add(String group, String name, Supplier<Object> command) {
        grouped.computeIfAbsent(group, unused -> new LinkedHashMap<>()).put(name, command);
    }

    /** The commands that these arguments can need: the named one, or else all. */
    static CommandLine of(Session session, String... arguments) {
        Commands commands = new Commands(session);
        CommandLine root = new CommandLine(new Chainsmith());
        String first = arguments.length > 0 ? arguments[0] : "";
        String second = arguments.length > 1 ? arguments[1] : "";
        addTo(root, commands.top, first);
        root.getSubcommands()
                .forEach((name, group) -> addTo(group, commands.grouped.getOrDefault(name, Map.of()), second));
        return configured(root, session);
    }

    private static void addTo(CommandLine parent, Map<String, Supplier<Object>> commands, String wanted) {
        Supplier<Object> named = commands.get(wanted);
        (named == null ? commands : Map.of(wanted, named))
                .forEach((name, command) -> parent.addSubcommand(name, command.get()));
    }

    /** What holds for all commands. */
    private static CommandLine configured(CommandLine root, Session session) {
        Failures failures = new Failures(session);
        return root.registerConverter(VolumeId.class, VolumeId::new)
                .registerConverter(SnapshotId.class, SnapshotId::new)
                .registerConverter(GuestId.class, GuestId::new)
                .registerConverter(DiskTarget.class, DiskTarget::new)
                .registerConverter(ImageName.class, ImageName::new)
                .registerConverter(ImageFormat.class, ImageFormat::parse)
                .registerConverter(VirtualSize.class, VirtualSize::parse)
                .registerConverter(Role.class, Role::parse)
                .registerConverter(Duration.class, new Seconds())
                .setDefaultValueProvider(new EnvironmentDefaults(session.environment()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(session.terminal().out(), true, UTF_8))
                .setErr(new PrintWriter(session.terminal().err(), true, UTF_8))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(session.terminal().watched() ? Ansi.AUTO : Ansi.OFF))
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }
}
