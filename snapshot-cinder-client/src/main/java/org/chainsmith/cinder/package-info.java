/**
 * The adapter for OpenStack's volume service, through the REST interfaces of Cinder and Keystone. Its work starts with the
 * compute side, which reports to Cinder what became of a volume's snapshots.
 */
@NullMarked
package org.chainsmith.cinder;

import org.jspecify.annotations.NullMarked;
