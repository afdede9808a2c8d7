@NullMarked
package dev.bailiwick.posture.scan.schedule;

import org.jspecify.annotations.NullMarked;
