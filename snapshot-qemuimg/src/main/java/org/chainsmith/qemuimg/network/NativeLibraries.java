package org.chainsmith.qemuimg.network;

import com.sun.jna.NativeLibrary;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** Libraries that are there only where somebody needs them. */
final class NativeLibraries {
    private NativeLibraries() {}

    /**
     * A library of this name.
     *
     * @throws SnapshotException TOOL_MISSING, naming the package
     */
    static NativeLibrary require(String file, String debianPackage, String what) {
        try {
            return NativeLibrary.getInstance(file);
        } catch (UnsatisfiedLinkError e) {
            throw new SnapshotException(
                            ErrorCode.TOOL_MISSING,
                            "Images " + what + " need the library " + file
                                    + ", which cannot be loaded. Nothing was changed.",
                            e)
                    .hint("Install it (Debian: " + debianPackage + ").");
        }
    }
}
