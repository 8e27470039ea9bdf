package org.chainsmith.qemuimg.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.qemuimg.qcow2.HostileImages;
import org.chainsmith.qemuimg.qcow2.HostileImages.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every hostile image, inspected and mapped under a trace of system calls: nothing is opened but the images, nothing is started. */
@Timeout(240)
final class HostileTraceIT {
    private static final String MARKER = "begin.img";
    private static final Pattern OPEN = Pattern.compile("open(?:at)?\\((?:(\\w+)(?:<(.*?)>)?, )?\"(.*?)\", ([A-Z_|]+)");
    private static final List<String> OWN = List.of(HostileImages.BASE, HostileImages.OVERLAY, HostileImages.OTHER);

    @TempDir
    private Path root;

    private Path canary;
    private final List<Path> directories = new ArrayList<>();
    private final List<Hostile> expected = new ArrayList<>();

    @Test
    void noHostileImageLeadsOutOfItsDirectory() throws IOException, InterruptedException {
        canary = Files.writeString(root.resolve(HostileImages.CANARY), "secret");
        List<String> answers = answersUnderTrace(requests());

        List<String> trace = afterMarker();
        assertThat(trace).noneMatch(line -> line.contains("execve") || line.contains("connect("));
        assertThat(trace).noneMatch(line -> line.contains("/" + HostileImages.CANARY));
        assertThat(trace).noneMatch(line -> line.contains("/etc/passwd") || line.contains(HostileImages.FOREIGN));
        assertThat(opens(trace)).hasSizeGreaterThan(3 * expected.size()).allMatch(this::isAllowed);
        assertThat(answers).hasSize(2 * expected.size() + 1);
        assertThat(answers.get(0)).startsWith("true");
        for (int i = 0; i < expected.size(); i++) {
            assertThat(answers.get(i + 1))
                    .as(expected.get(i).toString())
                    .startsWith("false")
                    .contains(expected.get(i).code().name());
        }
        List<String> maps = answers.subList(expected.size() + 1, answers.size());
        assertThat(maps).contains("mapped", ErrorCode.IMAGE_CORRUPT.name(), ErrorCode.IMAGE_NOT_REGULAR.name());
        System.out.printf(
                "trace: %d hostile images inspected and mapped (%d maps refused), %d files opened, none but theirs%n",
                expected.size(),
                maps.stream().filter(map -> !map.equals("mapped")).count(),
                opens(trace).size());
    }

    private String requests() throws IOException {
        Files.write(root.resolve(MARKER), new byte[512]);
        StringBuilder lines = new StringBuilder(request(root.resolve(MARKER), "raw", "import"));
        for (Hostile hostile : HostileImages.leadingTo(canary)) {
            Path images = Files.createDirectories(root.resolve("trick" + directories.size() + "/images"));
            Files.createSymbolicLink(images.resolveSibling(HostileImages.CANARY), canary);
            directories.add(images);
            expected.add(hostile);
            Path image = hostile.in(images);
            Files.createSymbolicLink(images.resolve(HostileImages.FOREIGN), canary);
            lines.append(request(image, hostile.format().id(), hostile.role().toString()));
        }
        return lines.toString();
    }

    private static String request(Path path, String format, String role) {
        return "{\"path\": \"" + path + "\", \"format\": \"" + format + "\", \"role\": \"" + role + "\"}\n";
    }

    private List<String> answersUnderTrace(String requests) throws IOException, InterruptedException {
        Path input = Files.writeString(root.resolve("requests"), requests);
        Path output = root.resolve("answers");
        List<String> command = List.of(
                "strace",
                "-f",
                "-y",
                "-qq",
                "-s",
                "4096",
                "-e",
                "trace=open,openat,execve,execveat,connect",
                "-o",
                root.resolve("trace").toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Djna.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                BatchProcess.class.getName());
        Process process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(output);
    }

    /** The first request is harmless: when its image has been opened, the JVM has started. */
    private List<String> afterMarker() throws IOException {
        List<String> trace = Files.readAllLines(root.resolve("trace"), UTF_8);
        int marker = 0;
        while (!trace.get(marker).contains("\"" + MARKER + "\"")) {
            marker++;
        }
        return trace.subList(marker + 1, trace.size());
    }

    private static List<Matcher> opens(List<String> trace) {
        return trace.stream().map(OPEN::matcher).filter(Matcher::find).toList();
    }

    /** The directory of an image; an image of its own in it, if that is a file; or a class. */
    private boolean isAllowed(Matcher open) {
        String path = open.group(3);
        if (path.startsWith("/")) {
            return directories.contains(Path.of(path)) && open.group(4).contains("O_DIRECTORY") || isOfJava(path);
        }
        return OWN.contains(path)
                && open.group(4).contains("O_NOFOLLOW")
                && open.group(4).contains("O_NONBLOCK")
                && directories.contains(Path.of(open.group(2)))
                && Files.isRegularFile(Path.of(open.group(2), path), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isOfJava(String path) {
        return Stream.concat(
                        Stream.of(System.getProperty("java.class.path").split(":")),
                        Stream.of(System.getProperty("java.home"), "/proc/", "/sys/"))
                .anyMatch(path::startsWith);
    }
}
