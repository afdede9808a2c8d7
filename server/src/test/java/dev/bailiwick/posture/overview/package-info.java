@NullMarked
package dev.bailiwick.posture.overview;

import org.jspecify.annotations.NullMarked;
