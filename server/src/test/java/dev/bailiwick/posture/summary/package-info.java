@NullMarked
package dev.bailiwick.posture.summary;

import org.jspecify.annotations.NullMarked;
