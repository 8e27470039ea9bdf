package org.chainsmith.qemuimg.process;

/**
 * How a tool ended.
 *
 * @param exitCode its exit status; 128 plus the signal's number if it was killed
 * @param output the first 64 KiB of its standard output
 * @param complaints the first 64 KiB of its standard error; a success has none
 */
public record ToolResult(int exitCode, String output, String complaints) {
    /** Exit status 0 and nothing on standard error: qemu-img exits with 0 on some I/O errors, but not silently. */
    public boolean succeeded() {
        return exitCode == 0 && complaints.isBlank();
    }
}
