@NullMarked
package dev.bailiwick.posture.scan;

import org.jspecify.annotations.NullMarked;
