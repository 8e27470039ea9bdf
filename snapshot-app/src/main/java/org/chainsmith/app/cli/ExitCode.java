package org.chainsmith.app.cli;

import org.chainsmith.core.error.ErrorKind;

/** The exit codes, from best to worst. Scripts depend on the numbers. */
enum ExitCode {
    DONE(0),
    BUSY(7),
    USAGE(2),
    NOT_FOUND(4),
    REFUSED(3),
    FAILED(5),
    OUTCOME_UNKNOWN(6),
    DEFECT(70);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static ExitCode of(ErrorKind kind) {
        return switch (kind) {
            case INVALID_REQUEST -> USAGE;
            case PRECONDITION, NOT_SUPPORTED -> REFUSED;
            case NOT_FOUND -> NOT_FOUND;
            case FAILED, NO_SPACE -> FAILED;
            case OUTCOME_UNKNOWN -> OUTCOME_UNKNOWN;
            case TRANSIENT -> BUSY;
            case INTERNAL -> DEFECT;
        };
    }

    ExitCode orWorse(ExitCode other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
