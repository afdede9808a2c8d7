@NullMarked
package dev.bailiwick.posture.scan.making;

import org.jspecify.annotations.NullMarked;
