@NullMarked
package dev.bailiwick.posture.scan.prowler;

import org.jspecify.annotations.NullMarked;
