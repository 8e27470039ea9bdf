/** The HTTP service: Nova's calls for assisted volume snapshots, snapshots of several volumes, operations, health. */
@NullMarked
package org.chainsmith.app.server;

import org.jspecify.annotations.NullMarked;
