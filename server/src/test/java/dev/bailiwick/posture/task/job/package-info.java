@NullMarked
package dev.bailiwick.posture.task.job;

import org.jspecify.annotations.NullMarked;
