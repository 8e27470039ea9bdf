/** What the volume service knows: volumes, attachments and snapshots as its users see them. */
@NullMarked
package org.chainsmith.core.catalog;

import org.jspecify.annotations.NullMarked;
