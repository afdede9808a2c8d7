@NullMarked
package dev.bailiwick.posture.access.matrix;

import org.jspecify.annotations.NullMarked;
