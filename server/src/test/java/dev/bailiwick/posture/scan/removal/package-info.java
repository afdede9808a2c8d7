@NullMarked
package dev.bailiwick.posture.scan.removal;

import org.jspecify.annotations.NullMarked;
