@NullMarked
package dev.bailiwick.posture.scan.process;

import org.jspecify.annotations.NullMarked;
