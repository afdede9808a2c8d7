@NullMarked
package dev.bailiwick.posture.retention;

import org.jspecify.annotations.NullMarked;
