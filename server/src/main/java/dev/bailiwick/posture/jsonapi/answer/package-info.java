/**
 * What operations answer: rows become objects and documents, documents become JSON.
 *
 * <p>Which rows a caller may see is not decided here: the database does that.
 */
@NamedInterface("answer")
@NullMarked
package dev.bailiwick.posture.jsonapi.answer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
