/**
 * What a check looks at: one thing of a manifest, a plan or an image file, with the place it stands
 * at. Knows neither how files are read nor what is wrong with them.
 */
@NullMarked
package dev.bailiwick.checks.resource;

import org.jspecify.annotations.NullMarked;
