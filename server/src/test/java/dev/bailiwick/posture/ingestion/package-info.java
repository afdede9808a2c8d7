/** Tests of ingestion on the real server and its database. */
@NullMarked
package dev.bailiwick.posture.ingestion;

import org.jspecify.annotations.NullMarked;
