package org.chainsmith.qemuimg.inspect;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.volumes.StrictJson;

/** Answers requests line by line, each as soon as its line is complete. No line, whatever is in it, ends the batch. */
public final class InspectionBatch {
    private static final int END = -1;

    private final InputStream input;
    private final Consumer<Verdict> answers;
    private final StrictJson json = new StrictJson();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    public InspectionBatch(InputStream input, Consumer<Verdict> answers) {
        this.input = requireNonNull(input, "input is null");
        this.answers = requireNonNull(answers, "answers is null");
    }

    /** Reads up to the end of the input; a last line needs no line break. */
    public void answerAll() {
        try {
            for (int next = input.read(); next != END; next = input.read()) {
                readLine(next);
                answers.accept(answer());
            }
        } catch (IOException e) {
            throw new SnapshotException(
                    ErrorCode.IO_ERROR, "The requests could not be read to their end: " + e.getMessage(), e);
        }
    }

    /** Of a line that is too long only so much is kept that one sees it. */
    private void readLine(int first) throws IOException {
        line.reset();
        for (int next = first; next != '\n' && next != END; next = input.read()) {
            if (line.size() <= StrictJson.SIZE_LIMIT) {
                line.write(next);
            }
        }
    }

    private Verdict answer() {
        try {
            return Inspector.inspect(InspectionRequest.of(json.parse(bounded())));
        } catch (StrictJson.Refused e) {
            return Verdict.refused(new SnapshotException(
                    ErrorCode.INVALID_ARGUMENT, "The request is not understood: " + e.getMessage() + ".", e));
        } catch (SnapshotException e) {
            return Verdict.refused(e);
        } catch (RuntimeException e) { // a defect must not take the answers of the other lines along
            return Verdict.refused(new SnapshotException(ErrorCode.INTERNAL, "Unexpected error: " + e, e));
        }
    }

    private ByteBuffer bounded() {
        if (line.size() > StrictJson.SIZE_LIMIT) {
            throw new SnapshotException(
                    ErrorCode.INVALID_ARGUMENT, "The request is longer than " + StrictJson.SIZE_LIMIT + " bytes.");
        }
        return ByteBuffer.wrap(line.toByteArray());
    }
}
