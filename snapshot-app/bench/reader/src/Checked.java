package org.chainsmith.bench;

/** What is measured must also be right. */
final class Checked {
    private Checked() {}

    static int equal(int actual, int expected) {
        if (actual != expected) {
            throw new IllegalStateException(actual + ", not " + expected);
        }
        return actual;
    }
}
