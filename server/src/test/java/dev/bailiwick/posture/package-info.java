@NullMarked
package dev.bailiwick.posture;

import org.jspecify.annotations.NullMarked;
