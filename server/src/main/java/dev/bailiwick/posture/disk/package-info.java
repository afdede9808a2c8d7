/**
 * What features do with files alike: make them safe on the disk, and remove whole folders. Does not
 * know what is in them.
 */
@NullMarked
package dev.bailiwick.posture.disk;

import org.jspecify.annotations.NullMarked;
