/** Tests of what is remembered while a file is written. */
@NullMarked
package dev.bailiwick.posture.ingestion.writing;

import org.jspecify.annotations.NullMarked;
