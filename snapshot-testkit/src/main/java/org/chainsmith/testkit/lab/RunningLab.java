package org.chainsmith.testkit.lab;

/** A lab that runs until it is closed. */
interface RunningLab extends AutoCloseable {
    @Override
    void close();
}
