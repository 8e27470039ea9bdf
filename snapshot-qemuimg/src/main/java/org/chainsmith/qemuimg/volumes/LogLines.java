package org.chainsmith.qemuimg.volumes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole lines of an operation log, as they are in its file.
 *
 * @param documents one for each line
 * @param length of all lines in bytes; what follows in the file was cut short by a crash and never acted on
 */
record LogLines(List<ByteBuffer> documents, int length) {
    static final LogLines NONE = new LogLines(List.of(), 0);

    /** A line that is damaged although it is not the last one. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        private final int line;

        Damaged(int line) {
            super("the line is damaged");
            this.line = line;
        }

        /** Its number, from 1. */
        int line() {
            return line;
        }
    }

    static LogLines of(byte[] file) throws Damaged {
        List<ByteBuffer> documents = new ArrayList<>();
        int start = 0;
        for (int end = lineBreak(file, start); end >= 0; end = lineBreak(file, start)) {
            Optional<ByteBuffer> document = LogLine.document(file, start, end);
            if (document.isEmpty()) {
                if (lineBreak(file, end + 1) >= 0) {
                    throw new Damaged(documents.size() + 1);
                }
                break;
            }
            documents.add(document.get());
            start = end + 1;
        }
        return new LogLines(documents, start);
    }

    private static int lineBreak(byte[] file, int from) {
        for (int i = from; i < file.length; i++) {
            if (file[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
