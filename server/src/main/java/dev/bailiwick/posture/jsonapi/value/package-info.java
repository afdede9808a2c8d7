/**
 * Single values on the wire: how texts and JSON become one, which rules it keeps, its JSON Schema.
 *
 * <p>Which attribute or filter has which kind of value is not known here.
 */
@NamedInterface("value")
@NullMarked
package dev.bailiwick.posture.jsonapi.value;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
