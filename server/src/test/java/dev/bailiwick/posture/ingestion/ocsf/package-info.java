/** Tests of reading files of findings, from the outside: bytes in, records out. */
@NullMarked
package dev.bailiwick.posture.ingestion.ocsf;

import org.jspecify.annotations.NullMarked;
