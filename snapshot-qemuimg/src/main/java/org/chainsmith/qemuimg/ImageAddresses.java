package org.chainsmith.qemuimg;

import java.util.Optional;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.qemuimg.inspect.Reach;
import tools.jackson.databind.node.ObjectNode;

/** How QEMU's tools, and the headers of overlays, name the images of a store. */
interface ImageAddresses extends Reach.HeaderNames {
    /** What opens the image, on a command line that states its format. */
    String argument(ImageName image);

    /** {@link #argument} for a qcow2 image of which the backing image is not to be opened. */
    String argumentAlone(ImageName image);

    /** The node that reads the bytes of the image, in QMP's words. */
    ObjectNode node(ImageName image);

    /**
     * Whether qemu-img finds an image within a chain by its {@link #argument}: only where headers name it in no other
     * way.
     */
    boolean foundInChains();

    /** The driver of QEMU that reads there, if it is one that is not in every QEMU. */
    Optional<String> driver();

    /** By which an overlay that is in the store, too, names the image below it. */
    String inHeader(ImageName backing);
}
