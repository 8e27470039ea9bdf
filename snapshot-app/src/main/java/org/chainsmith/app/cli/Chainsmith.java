package org.chainsmith.app.cli;

import org.chainsmith.app.config.LibvirtHypervisors;
import org.chainsmith.app.config.QemuImgStores;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code chainsmith}. */
@Command(
        name = "chainsmith",
        description = "Crash-safe snapshots of volumes that are files, laid out as Cinder's NFS drivers lay them out.",
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  export CHAINSMITH_STORE=/var/lib/cinder/mnt/<share>",
            "  chainsmith volume create --size 10GiB",
            "  chainsmith snapshot create VOLUME",
            "  chainsmith snapshot delete VOLUME SNAPSHOT SNAPSHOT --dry-run",
            "  chainsmith chain show VOLUME --output json",
            "  chainsmith recover",
            "",
            "Exit codes: 0 done; 2 wrong usage; 3 refused, nothing changed; 4 not found;",
            "  5 failed, all as before; 6 outcome unknown, run recover; 7 busy; 70 defect."
        })
@SuppressWarnings("unused") // picocli acts on the two options
public final class Chainsmith {
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print the usage.")
    private boolean help;

    Chainsmith() {}

    public static void main(String[] arguments) {
        chooseLogger(arguments);
        Terminal terminal = Terminal.ofProcess(arguments);
        if (terminal.format() == OutputFormat.JSON) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        }
        // A lambda, so that Guice is loaded only by a command that opens a store.
        Session session = new Session(
                terminal,
                System.getenv(),
                settings -> new QemuImgStores().open(settings),
                settings -> new LibvirtHypervisors().connect(settings));
        int exit = run(session, arguments);
        System.exit(answerIsLost(terminal) ? session.report(lostAnswer()).number() : exit);
    }

    /** Commands need one that starts quickly, the service one that writes JSON. */
    private static void chooseLogger(String[] arguments) {
        boolean serves = arguments.length > 0 && arguments[0].equals("serve");
        System.setProperty(
                "slf4j.provider",
                serves
                        ? "ch.qos.logback.classic.spi.LogbackServiceProvider"
                        : "org.slf4j.simple.SimpleServiceProvider");
    }

    /** A reader that closes its pipe has read enough; any other failure has to be told. */
    private static boolean answerIsLost(Terminal terminal) {
        return terminal.out().checkError() && !StandardStreams.isOutPiped();
    }

    private static SnapshotException lostAnswer() {
        return new SnapshotException(
                        ErrorCode.STATE_UNKNOWN, "The command has ended, but its answer could not be written.")
                .hint("Repeat the command: what is done already is answered as done.");
    }

    /** Runs one command line. Returns the exit code; nothing is thrown. */
    static int run(Session session, String... arguments) {
        try {
            return Commands.of(session, arguments).execute(arguments);
        } catch (Throwable e) { // whatever it is, it is reported in the one way
            return session.report(e).number();
        }
    }
}
