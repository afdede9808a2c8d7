@NullMarked
package dev.bailiwick.posture.removal;

import org.jspecify.annotations.NullMarked;
