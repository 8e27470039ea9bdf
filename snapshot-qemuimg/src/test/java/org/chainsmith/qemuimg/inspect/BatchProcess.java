package org.chainsmith.qemuimg.inspect;

/** A process that answers a batch, as the command line does. */
final class BatchProcess {
    private BatchProcess() {}

    /** Prints for each line {@code true} if the image is accepted, and the codes. */
    public static void main(String[] arguments) {
        new InspectionBatch(
                        System.in,
                        verdict -> System.out.println(verdict.accepted() + " "
                                + verdict.reasons().stream().map(Finding::code).toList()))
                .answerAll();
    }
}
