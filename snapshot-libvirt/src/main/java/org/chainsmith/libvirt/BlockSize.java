package org.chainsmith.libvirt;

/**
 * Sizes of an image in bytes.
 *
 * @param capacity what the guest sees
 * @param allocation up to where the image is written; at the end of what it has, a guest that writes is paused
 * @param physical what the host stores, or has stored it in
 */
public record BlockSize(long capacity, long allocation, long physical) {}
