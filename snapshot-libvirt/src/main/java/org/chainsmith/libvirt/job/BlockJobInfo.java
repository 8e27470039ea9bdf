package org.chainsmith.libvirt.job;

/**
 * A running block job, as libvirt reports it. There is none of this for a job that ended, however it ended.
 *
 * @param type virDomainBlockJobType, see {@link JobType}
 * @param bandwidth limit in bytes per second; 0 is none
 * @param done position in units of the job; equal to {@code total} does not mean finished or ready
 * @param total where the position ends; grows while a guest writes
 */
public record BlockJobInfo(int type, long bandwidth, long done, long total) {}
