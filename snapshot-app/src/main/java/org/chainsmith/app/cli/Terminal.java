package org.chainsmith.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.chainsmith.app.answer.Answer;
import org.chainsmith.app.answer.Printable;

/**
 * Where answers and errors are printed.
 *
 * @param format for people or for scripts
 * @param watched whether a person sees what is printed, as it is printed
 */
record Terminal(PrintStream out, PrintStream err, OutputFormat format, boolean watched) {
    public Terminal {
        requireNonNull(out, "out is null");
        requireNonNull(err, "err is null");
        requireNonNull(format, "format is null");
    }

    /** The standard streams of this process, in UTF-8 and without a flush for each line. */
    static Terminal ofProcess(String[] arguments) {
        return new Terminal(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                OutputFormat.asked(arguments, System.getenv()),
                StandardStreams.areWatched());
    }

    /** Prints nothing. */
    static Terminal silent(OutputFormat format) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
        return new Terminal(nowhere, nowhere, format, false);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor)), false, UTF_8);
    }

    void answer(Answer answer) {
        print(answer, out);
    }

    /** One line of a story that is told while it happens. */
    void line(String line) {
        out.print(Printable.of(line) + "\n");
        out.flush();
    }

    void error(Answer error) {
        print(error, err);
    }

    private void print(Answer answer, PrintStream stream) {
        List<String> lines = format == OutputFormat.JSON ? List.of(answer.json().toString()) : answer.lines();
        lines.forEach(line -> stream.print(Printable.of(line) + "\n"));
        stream.flush();
    }
}
