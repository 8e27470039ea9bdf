package org.chainsmith.app.config;

/** Connects to hypervisors. */
@FunctionalInterface
public interface Hypervisors {
    /**
     * Connects to the hypervisor that the settings name.
     *
     * @throws org.chainsmith.core.error.SnapshotException LIBVIRT_FAILED
     */
    Hypervisor connect(HypervisorSettings settings);
}
