@NullMarked
package dev.bailiwick.posture.task;

import org.jspecify.annotations.NullMarked;
