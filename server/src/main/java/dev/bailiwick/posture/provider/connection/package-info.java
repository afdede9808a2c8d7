/**
 * Whether providers can be reached with their credentials: asked for as a task, answered by
 * whatever scans providers of that kind, written down at the provider.
 */
@NamedInterface("connection")
@NullMarked
package dev.bailiwick.posture.provider.connection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
