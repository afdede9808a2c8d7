@NullMarked
package dev.bailiwick.posture.task.engine;

import org.jspecify.annotations.NullMarked;
