package org.chainsmith.qemuimg;

import org.chainsmith.testkit.contract.CrashContract;
import org.chainsmith.testkit.contract.World;

/** The conformance kit's crash contract on real qemu-img: deaths within one process, so that there can be many. */
final class CrashIT extends CrashContract {
    private static final boolean FULL = Boolean.getBoolean("chainsmith.full");

    @Override
    protected World newWorld() {
        return new QemuImgWorld();
    }

    @Override
    protected int faults() {
        return FULL ? super.faults() : 3;
    }

    @Override
    protected int secondFaults() {
        return FULL ? 10 : 1;
    }
}
