/**
 * Resources, what the scans of a provider saw: reading them back as lists with how many checks each
 * of them fails, one by one, and as the words they are filtered by.
 *
 * <p>Does not write them (that is {@code ingestion}) and does not own the findings made of them.
 */
@NullMarked
package dev.bailiwick.posture.resource;

import org.jspecify.annotations.NullMarked;
