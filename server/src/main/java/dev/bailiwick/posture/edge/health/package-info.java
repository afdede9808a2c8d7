/**
 * Whether the server lives and whether it can serve, for those who watch over it. It looks at what
 * the server needs from outside and repairs nothing.
 */
@NullMarked
package dev.bailiwick.posture.edge.health;

import org.jspecify.annotations.NullMarked;
