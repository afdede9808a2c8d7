/**
 * Figures about the running server in the text format of Prometheus, on a port of their own.
 * Features count what they do themselves, in the registry that stands here.
 */
@NullMarked
package dev.bailiwick.posture.edge.metrics;

import org.jspecify.annotations.NullMarked;
