/** Tests of what an accepted file goes through, where its parts can be had by themselves. */
@NullMarked
package dev.bailiwick.posture.ingestion.writing;

import org.jspecify.annotations.NullMarked;
