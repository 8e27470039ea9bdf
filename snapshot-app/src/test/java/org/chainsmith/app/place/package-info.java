/** Places of volumes on real storage, each for the tests of a running guest. */
@NullMarked
package org.chainsmith.app.place;

import org.jspecify.annotations.NullMarked;
