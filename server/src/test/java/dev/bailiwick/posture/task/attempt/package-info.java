@NullMarked
package dev.bailiwick.posture.task.attempt;

import org.jspecify.annotations.NullMarked;
