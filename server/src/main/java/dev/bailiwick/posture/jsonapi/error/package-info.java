/**
 * Requests that went wrong: what features say of them, and the errors document that whatever was
 * thrown becomes.
 *
 * <p>What is a fault is decided where it is found, not here.
 */
@NamedInterface("error")
@NullMarked
package dev.bailiwick.posture.jsonapi.error;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
