/** What the adapter needs of a place where images are: the files of a directory, whether of the host or of a server. */
@NullMarked
package org.chainsmith.qemuimg.storage;

import org.jspecify.annotations.NullMarked;
