@NullMarked
package dev.bailiwick.posture.scan.deletion;

import org.jspecify.annotations.NullMarked;
