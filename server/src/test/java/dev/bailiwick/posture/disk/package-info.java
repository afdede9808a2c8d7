@NullMarked
package dev.bailiwick.posture.disk;

import org.jspecify.annotations.NullMarked;
