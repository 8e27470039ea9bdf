package org.chainsmith.app.cli;

import java.io.Console;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is at the other end of this process's standard streams. */
final class StandardStreams {
    private static final Path OUT = Path.of("/proc/self/fd/1");
    private static final Path ERR = Path.of("/proc/self/fd/2");

    private StandardStreams() {}

    /** Whether a person watches: standard input, output and error are all a terminal. */
    @SuppressWarnings("SystemConsoleNull") // no console means no terminal; the reverse is asked below
    static boolean areWatched() {
        Console console = System.console();
        return console != null && isTerminal(console) && target(ERR).startsWith("/dev/");
    }

    /** Whether standard output is a pipe or a socket: there, nothing but a closed other end keeps one from writing. */
    static boolean isOutPiped() {
        return target(OUT).startsWith("pipe:") || target(OUT).startsWith("socket:");
    }

    /** From Java 22 on there may be a console without a terminal; only it can tell. */
    private static boolean isTerminal(Console console) {
        if (Runtime.version().feature() < 22) {
            return true;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
