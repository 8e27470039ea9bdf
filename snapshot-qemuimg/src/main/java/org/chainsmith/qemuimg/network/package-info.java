/** Images on network storage, through the libraries and protocols of the servers. */
@NullMarked
package org.chainsmith.qemuimg.network;

import org.jspecify.annotations.NullMarked;
