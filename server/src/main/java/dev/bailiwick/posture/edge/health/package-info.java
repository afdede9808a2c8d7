/**
 * Whether the server lives and whether it can serve, for those who watch over it. It looks at what
 * the server needs from outside and repairs nothing.
 */
@NamedInterface("health")
@NullMarked
package dev.bailiwick.posture.edge.health;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
