package org.chainsmith.testkit.lab;

import java.nio.file.Path;

/**
 * A disk of a guest in the lab. The guest has its file system at {@code /mnt/<serial>}.
 *
 * @param serial at most 20 characters, which is all that a guest sees of a serial
 * @param image the image that the guest starts with
 * @param format of the image, for qemu-img
 */
public record GuestDisk(String serial, Path image, String format) {
    /** Checks the length of the serial. */
    public GuestDisk {
        if (serial.isEmpty() || serial.length() > 20) {
            throw new IllegalArgumentException("a serial has 1 to 20 characters, not " + serial);
        }
    }
}
