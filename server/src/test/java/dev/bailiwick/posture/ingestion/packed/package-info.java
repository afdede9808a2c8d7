/** Tests of finding the file within a request. */
@NullMarked
package dev.bailiwick.posture.ingestion.packed;

import org.jspecify.annotations.NullMarked;
