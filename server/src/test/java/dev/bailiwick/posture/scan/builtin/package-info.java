@NullMarked
package dev.bailiwick.posture.scan.builtin;

import org.jspecify.annotations.NullMarked;
