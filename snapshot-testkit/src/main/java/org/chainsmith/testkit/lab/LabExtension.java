package org.chainsmith.testkit.lab;

/**
 * Gives the tests of a JVM their lab, started with the first class that asks for it. Where no lab can run, the class is
 * skipped with the reason; with {@code CHAINSMITH_REQUIRE_LAB=1}, as {@code ./check} sets it, its tests fail.
 */
public final class LabExtension extends SharedLab<LibvirtLab> {
    public LabExtension() {
        super(LibvirtLab.class, "a real libvirt", LibvirtLab::start);
    }
}
