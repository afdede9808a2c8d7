@NullMarked
package dev.bailiwick.posture.text;

import org.jspecify.annotations.NullMarked;
