package org.chainsmith.libvirt.jna;

import static org.chainsmith.libvirt.jna.LibvirtLibrary.LIBVIRT;

import org.libvirt.jna.virError;

/**
 * What libvirt said about a failed call: the raw numbers, also those that are newer than this program.
 *
 * @param code virErrorNumber
 * @param domain virErrorDomain: the part of libvirt that failed
 * @param detail for system errors the errno, else whatever libvirt put there
 * @param message for people
 */
public record NativeError(int code, int domain, int detail, String message) {
    /**
     * The last error of this thread. Ask directly after the failed call: nearly every other call, even one that frees a
     * handle, forgets it.
     */
    public static NativeError last() {
        virError error = LIBVIRT.virGetLastError();
        String message = LIBVIRT.virGetLastErrorMessage();
        if (error == null) {
            return new NativeError(0, 0, 0, "libvirt gave no reason");
        }
        return new NativeError(error.code, error.domain, error.int1, message == null ? "" : message);
    }
}
