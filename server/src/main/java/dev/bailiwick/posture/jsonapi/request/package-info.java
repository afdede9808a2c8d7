/**
 * What operations take: query parameters and documents, read and checked by the declarations before
 * a controller sees them.
 *
 * <p>No table is read for it, but to see whether the objects that a filter names are there.
 */
@NamedInterface("request")
@NullMarked
package dev.bailiwick.posture.jsonapi.request;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
