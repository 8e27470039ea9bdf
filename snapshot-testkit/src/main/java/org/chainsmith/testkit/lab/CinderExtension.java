package org.chainsmith.testkit.lab;

/**
 * Gives the tests of a JVM a real Cinder, started with the first class that asks for it. Skipped or required as by
 * {@link LabExtension}.
 */
public final class CinderExtension extends SharedLab<CinderLab> {
    public CinderExtension() {
        super(CinderLab.class, "a real Cinder", CinderLab::start);
    }
}
