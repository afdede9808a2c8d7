@NullMarked
package dev.bailiwick.posture.directory;

import org.jspecify.annotations.NullMarked;
