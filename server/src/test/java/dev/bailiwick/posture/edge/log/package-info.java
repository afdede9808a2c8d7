@NullMarked
package dev.bailiwick.posture.edge.log;

import org.jspecify.annotations.NullMarked;
