@NullMarked
package dev.bailiwick.posture.finding;

import org.jspecify.annotations.NullMarked;
