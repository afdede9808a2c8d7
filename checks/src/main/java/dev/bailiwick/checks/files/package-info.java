/**
 * Reads directories, manifests and image files that strangers wrote, within limits, into resources.
 * Judges nothing, follows no link and runs nothing.
 */
@NullMarked
package dev.bailiwick.checks.files;

import org.jspecify.annotations.NullMarked;
