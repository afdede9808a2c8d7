/**
 * How a line of the log looks: as text for people or as JSON for programs, with the request and the
 * tenant it belongs to. It decides nothing about what is logged.
 */
@NullMarked
package dev.bailiwick.posture.edge.log;

import org.jspecify.annotations.NullMarked;
