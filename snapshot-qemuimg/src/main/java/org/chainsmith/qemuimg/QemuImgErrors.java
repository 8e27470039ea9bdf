package org.chainsmith.qemuimg;

import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.chainsmith.qemuimg.process.ToolResult;

/**
 * Translates failed calls of QEMU's tools. qemu-img has one exit status for all errors, so that the cause is asked of the file
 * system, not read from its text; the text goes into the message for people.
 */
final class QemuImgErrors {
    private static final long HARDLY_ANYTHING = 1 << 20;

    private QemuImgErrors() {}

    /** The error of a call that did not succeed. */
    static SnapshotException failed(String call, ToolResult result, long freeBytes) {
        String said = said(result);
        if (freeBytes < HARDLY_ANYTHING) {
            return new SnapshotException(
                            ErrorCode.NO_SPACE,
                            call + " failed: the store has " + freeBytes + " bytes free; it said " + said + ".")
                    .hint("Free space in the store.");
        }
        return new SnapshotException(
                ErrorCode.TOOL_FAILED, call + " failed with status " + result.exitCode() + "; it said " + said + ".");
    }

    /** What the tool said on standard error, on one line. */
    static String said(ToolResult result) {
        return ImageName.quoted(result.complaints().strip().replace('\n', ' '));
    }
}
