import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.function.Function;

/** Commands on stdin, each a line, each answered by a line of JSON on stdout. */
final class Commands {
    private Commands() {}

    /** Serves until stdin ends. The answers are the members of a JSON object, without the brackets. */
    static void serve(Function<String[], String> perform) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            try {
                System.out.println("{" + perform.apply(line.split(" ")) + "}");
            } catch (RuntimeException e) {
                e.printStackTrace();
                System.out.println("{\"error\": \"" + e.toString().replaceAll("[\"\\\\\\p{Cntrl}]", "'") + "\"}");
            }
        }
    }
}
